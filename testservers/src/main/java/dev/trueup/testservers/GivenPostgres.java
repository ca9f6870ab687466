package dev.trueup.testservers;

import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** A PostgreSQL that runs elsewhere and is not ours to stop. Immutable. */
record GivenPostgres(String jdbcUrl, String host, int port, String version) implements PostgresServer {

    /** Connects once, so that a wrong address fails here and by its name, not in the first test. */
    static GivenPostgres at(String jdbcUrl) {
        Properties parts = Driver.parseURL(jdbcUrl, null);
        if (parts == null) {
            throw new IllegalStateException(URL_VARIABLE + " is no JDBC URL of a PostgreSQL");
        }
        String host = String.valueOf(PGProperty.PG_HOST.getOrDefault(parts));
        int port = Integer.parseInt(String.valueOf(PGProperty.PG_PORT.getOrDefault(parts)));
        try {
            return new GivenPostgres(jdbcUrl, host, port, PostgresVersion.of(jdbcUrl));
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The PostgreSQL named by " + URL_VARIABLE + " at " + host + ":" + port + " cannot be used", e);
        }
    }

    @Override
    public ServerKind kind() {
        return ServerKind.GIVEN;
    }

    /** Leaves out the URL, which may hold a password. */
    @Override
    public String toString() {
        return "GivenPostgres[" + host + ":" + port + "]";
    }
}
