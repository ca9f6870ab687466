package dev.trueup.testservers;

import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A PostgreSQL in a container, stopped at the end of the JVM. Immutable. */
record DockerPostgres(String jdbcUrl, String host, int port, String version) implements PostgresServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("postgres:16-alpine");

    static DockerPostgres start() {
        PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
        AtExit.run(container::stop);
        container.start();
        String url = container.getJdbcUrl() + (container.getJdbcUrl().contains("?") ? "&" : "?") + "user="
                + container.getUsername() + "&password=" + container.getPassword();
        try {
            return new DockerPostgres(
                    url,
                    container.getHost(),
                    container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                    PostgresVersion.of(url));
        } catch (SQLException e) {
            throw new IllegalStateException("The PostgreSQL in the container does not answer", e);
        }
    }

    @Override
    public ServerKind kind() {
        return ServerKind.DOCKER;
    }

    @Override
    public String toString() {
        return "DockerPostgres[" + host + ":" + port + "]";
    }
}
