package dev.trueup.testservers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Asks a PostgreSQL for its version, which only one that is ready tells. Stateless. */
final class PostgresVersion {
    private static final int TIMEOUT_SECONDS = 5;

    private PostgresVersion() {}

    /** The number without what a distribution adds to it. */
    static String of(String jdbcUrl) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("loginTimeout", Integer.toString(TIMEOUT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(TIMEOUT_SECONDS));
        try (Connection connection = DriverManager.getConnection(jdbcUrl, properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version")) {
            row.next();
            return row.getString(1).split(" ", 2)[0];
        }
    }
}
