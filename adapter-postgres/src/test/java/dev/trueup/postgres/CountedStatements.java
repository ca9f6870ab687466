package dev.trueup.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A data source that counts what is executed through it. Thread-safe. */
final class CountedStatements {

    private final AtomicInteger executed = new AtomicInteger();
    private final DataSource dataSource;

    CountedStatements(DataSource over) {
        this.dataSource = proxy(DataSource.class, over, this::lend);
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** How many there were since this was asked last. */
    int executed() {
        return executed.getAndSet(0);
    }

    private Object lend(Object told) {
        return told instanceof Connection connection ? proxy(Connection.class, connection, this::prepare) : told;
    }

    private Object prepare(Object told) {
        return told instanceof PreparedStatement statement
                ? Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {PreparedStatement.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().startsWith("execute")) {
                                executed.incrementAndGet();
                            }
                            return call(() -> method.invoke(statement, arguments));
                        })
                : told;
    }

    private interface Wrapping {
        Object of(Object told);
    }

    private interface Calling {
        Object now() throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, T over, Wrapping wrapping) {
        InvocationHandler handler =
                (proxy, method, arguments) -> wrapping.of(call(() -> method.invoke(over, arguments)));
        return type.cast(
                Proxy.newProxyInstance(CountedStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Calling calling) throws Throwable {
        try {
            return calling.now();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
