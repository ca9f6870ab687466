package dev.trueup.testservers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;

/** A real PostgreSQL that tests may talk to. Thread-safe. */
public interface PostgresServer {

    /** The one server that all tests of this JVM share; tests keep apart by schemas of their own. */
    static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** The address, with everything that is needed to connect as a superuser. */
    String jdbcUrl();

    /** Opens a connection of its own each time. */
    DataSource dataSource();

    /** Holds the server. */
    final class Shared {

        private static final PostgresServer SERVER = open();

        private Shared() {}

        private static PostgresServer open() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                AtExit.run(() -> {
                    try {
                        postgres.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                return new PostgresServer() {
                    @Override
                    public String jdbcUrl() {
                        return postgres.getJdbcUrl("postgres", "postgres");
                    }

                    @Override
                    public DataSource dataSource() {
                        return postgres.getPostgresDatabase();
                    }
                };
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
