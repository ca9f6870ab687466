package dev.trueup.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connection within a transaction that is not its user's to end. */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> ENDING =
            Set.of("commit", "setAutoCommit", "abort", "setNetworkTimeout", "beginRequest", "endRequest");

    private final Connection connection;

    private GuardedConnection(Connection connection) {
        this.connection = connection;
    }

    static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                GuardedConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new GuardedConnection(connection));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        boolean rollsBackAll = name.equals("rollback") && method.getParameterCount() == 0;
        if (ENDING.contains(name) || rollsBackAll) {
            throw new SQLException(name + " is not the handler's: throw to roll back, return to commit");
        }
        if (name.equals("close")) {
            return null; // a try-with-resources around it does no harm
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
