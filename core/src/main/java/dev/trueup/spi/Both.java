package dev.trueup.spi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Two listeners as one. A proxy, so that no callback can be forgotten. Immutable and thread-safe.
 *
 * @param first who is told first
 * @param second who is told afterwards, even if the first one throws
 */
record Both(TrueupListener first, TrueupListener second) implements InvocationHandler {

    static TrueupListener of(TrueupListener first, TrueupListener second) {
        return (TrueupListener) Proxy.newProxyInstance(
                TrueupListener.class.getClassLoader(), new Class<?>[] {TrueupListener.class}, guarded(first, second));
    }

    private static Both guarded(TrueupListener first, TrueupListener second) {
        return new Both(TrueupListener.guarded(first), TrueupListener.guarded(second));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
            throws IllegalAccessException, InvocationTargetException {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> args != null && proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> first + " and " + second;
            };
        }
        method.invoke(first, args);
        method.invoke(second, args);
        return null;
    }
}
