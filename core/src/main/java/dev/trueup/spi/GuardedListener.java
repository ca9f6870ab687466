package dev.trueup.spi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a listener's exceptions from the flow. A proxy, so that no callback can be forgotten. */
final class GuardedListener {

    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    private GuardedListener() {}

    static TrueupListener around(TrueupListener listener) {
        if (listener == TrueupListener.NONE || Proxy.isProxyClass(listener.getClass())) {
            return listener;
        }
        return (TrueupListener) Proxy.newProxyInstance(
                TrueupListener.class.getClassLoader(), new Class<?>[] {TrueupListener.class}, (proxy, method, args) -> {
                    try {
                        return method.invoke(listener, args);
                    } catch (InvocationTargetException e) {
                        Throwable thrown = e.getCause() == null ? e : e.getCause();
                        if (method.getDeclaringClass() == Object.class || thrown instanceof VirtualMachineError) {
                            throw thrown;
                        }
                        // The class alone: the message is the host's and could hold anything.
                        log.warn(
                                "listener failed in {} with {}",
                                method.getName(),
                                thrown.getClass().getName());
                        return null;
                    }
                });
    }
}
