package dev.trueup.spi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a listener's exceptions from the flow. A proxy, so that no callback can be forgotten. Immutable and thread-safe.
 *
 * @param listener whom the callbacks go to
 */
record GuardedListener(TrueupListener listener) implements InvocationHandler {

    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    static TrueupListener around(TrueupListener listener) {
        if (listener == TrueupListener.NONE || guardOf(listener) != null) {
            return listener;
        }
        return (TrueupListener) Proxy.newProxyInstance(
                TrueupListener.class.getClassLoader(),
                new Class<?>[] {TrueupListener.class},
                new GuardedListener(listener));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
            throws IllegalAccessException {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(method, args);
        }
        try {
            return method.invoke(listener, args);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            // The class alone: the message is the host's and could hold anything.
            log.warn(
                    "listener failed in {} with {}",
                    method.getName(),
                    thrown.getClass().getName());
            return null;
        }
    }

    /** The host's own {@code equals} would not know the proxy, and its {@code toString} may throw or tell too much. */
    private Object ofObject(Method method, Object @Nullable [] args) {
        return switch (method.getName()) {
            case "equals" -> args != null && this.equals(guardOf(args[0]));
            case "hashCode" -> hashCode();
            default -> toString();
        };
    }

    private static @Nullable GuardedListener guardOf(@Nullable Object it) {
        return it != null
                        && Proxy.isProxyClass(it.getClass())
                        && Proxy.getInvocationHandler(it) instanceof GuardedListener guard
                ? guard
                : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GuardedListener guard && guard.listener == listener;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(listener);
    }

    @Override
    public String toString() {
        return "guarded " + listener.getClass().getName();
    }
}
