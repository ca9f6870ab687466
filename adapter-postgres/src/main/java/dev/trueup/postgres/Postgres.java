package dev.trueup.postgres;

import dev.trueup.spi.Namespace;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A schema in a PostgreSQL database, as one Stripe account and mode sees it: what the adapters of this package are made
 * over. Immutable and thread-safe; it holds no connection and has nothing to close. The {@link DataSource} stays the
 * host's, which should hand out pooled connections and bound how long it makes one wait for them.
 *
 * <p>Any number of accounts and modes share a schema; none sees another's rows.
 */
public final class Postgres {

    /** The schema unless another one is given. */
    public static final String DEFAULT_SCHEMA = "trueup";

    /** How long a call waits for an answer of the database unless said otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final Database database;
    private final Namespace namespace;

    private Postgres(Builder builder) {
        this.database = new Database(builder.dataSource, builder.schema, builder.timeout);
        this.namespace = builder.namespace;
    }

    /**
     * Over a database.
     *
     * @param dataSource the host's; connections are taken for one call and given back
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /**
     * Brings the schema to the version of this library, creating it if it is not there. Each version is one transaction
     * under a lock, so instances that start at once migrate once, and none finds a version half applied. One that waits for
     * another does so for ten minutes at most, whatever the timeout.
     *
     * <p>Needs the right to create the schema, or to create in it; if nothing is to be done, to use it and to read its
     * table {@code schema_history}.
     *
     * @return the version that the schema has now
     * @throws IllegalStateException if the schema was migrated by a later library, or by a file that was changed since
     * @throws dev.trueup.model.SourceUnavailableException if the database cannot be asked or refuses
     */
    public int migrate() {
        return new Migrations(database).run();
    }

    Database database() {
        return database;
    }

    Namespace namespace() {
        return namespace;
    }

    /** Collects what is needed; not thread-safe. */
    public static final class Builder {

        private final DataSource dataSource;
        private String schema = DEFAULT_SCHEMA;
        private Namespace namespace = Namespace.DEFAULT;
        private Duration timeout = DEFAULT_TIMEOUT;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * The schema; {@link #DEFAULT_SCHEMA} unless given.
         *
         * @param schema a lower-case letter, then lower-case letters, digits and {@code _}; at most 63 in all
         * @throws IllegalArgumentException if it is anything else
         */
        public Builder schema(String schema) {
            if (!schema.matches("[a-z][a-z0-9_]{0,62}")) {
                throw new IllegalArgumentException(
                        "schema must be a lower-case letter, then lower-case letters, digits and _, at most 63 in all");
            }
            this.schema = schema;
            return this;
        }

        /** Whose rows; the schema stands in place of the namespace's prefix. {@link Namespace#DEFAULT} unless given. */
        public Builder namespace(Namespace namespace) {
            this.namespace = namespace;
            return this;
        }

        /**
         * How long a call waits for each answer of the database, after it got a connection; {@link #DEFAULT_TIMEOUT}
         * unless given. A connection whose answer did not come is closed.
         *
         * @throws IllegalArgumentException if it is shorter than a millisecond or longer than an hour
         */
        public Builder timeout(Duration timeout) {
            if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("timeout must be from a millisecond to an hour but is " + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /** The schema, of which nothing is asked yet. */
        public Postgres build() {
            return new Postgres(this);
        }
    }
}
