package dev.trueup.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @Test
    void theSharedServerAnswers() throws SQLException {
        PostgresServer postgres = PostgresServer.shared();

        assertThat(ask(postgres, "SELECT 6 * 7")).isEqualTo("42");
        assertThat(PostgresServer.shared()).isSameAs(postgres);
    }

    @Test
    void theRunTellsWhichServerItUsed() {
        PostgresServer postgres = PostgresServer.shared();

        assertThat(postgres.version()).matches("\\d+\\.\\d+");
        assertThat(SharedPostgres.SERVER.describe(postgres))
                .isEqualTo("Trueup tests use PostgreSQL " + postgres.version() + " (" + postgres.kind() + ") at "
                        + postgres.host() + ":" + postgres.port());
    }

    @Test
    void aKilledServerComesBackOnTheSamePortWithWhatWasCommitted() throws SQLException {
        try (PostgresProcess postgres = PostgresServer.start();
                Connection open = postgres.dataSource().getConnection();
                Statement statement = open.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 7 AS number");
            open.setAutoCommit(false);
            statement.execute("INSERT INTO kept VALUES (8)");

            postgres.kill();
            assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> ask(postgres, "SELECT 1")).hasMessageContaining("refused");
            postgres.restart();

            assertThat(ask(postgres, "SELECT string_agg(number::text, ',') FROM kept"))
                    .isEqualTo("7");
        }
    }

    @Test
    void aPausedServerAnswersNothingUntilItIsResumed() throws Exception {
        try (PostgresProcess postgres = PostgresServer.start();
                Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");

            postgres.pause();
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Daemon.thread("ask", () -> {
                        try {
                            answer.complete(statement.execute("SELECT 1"));
                        } catch (SQLException e) {
                            answer.completeExceptionally(e);
                        }
                    })
                    .start();
            try (Connection other = PostgresServer.shared().dataSource().getConnection();
                    Statement pause = other.createStatement()) {
                pause.execute("SELECT pg_sleep(0.3)");
            }
            assertThat(answer).isNotDone();

            postgres.resume();
            assertThat(answer.join()).isTrue();
        }
    }

    @Test
    void aClosedServerLeavesNoProcessAndNoFiles() throws SQLException {
        PostgresProcess postgres = PostgresServer.start("max_connections = 7");
        assertThat(ask(postgres, "SHOW max_connections")).isEqualTo("7");
        Path directory = Path.of(ask(postgres, "SHOW data_directory"));
        assertThat(directory).isDirectory();

        postgres.close();
        postgres.close();

        assertThatThrownBy(() -> ask(postgres, "SELECT 1")).hasMessageContaining("refused");
        assertThat(directory).doesNotExist();
    }

    @Test
    void aServerThatDoesNotStartShowsItsLog() {
        assertThatThrownBy(() -> PostgresServer.start("no_such_setting = 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no_such_setting");
    }

    @Test
    void aGivenServerIsAskedForItsVersionAndItsPasswordIsNotShown() {
        PostgresServer elsewhere = PostgresServer.shared();
        String url = elsewhere.jdbcUrl() + "&ApplicationName=secret";

        GivenPostgres given = GivenPostgres.at(url);

        assertThat(given.jdbcUrl()).isEqualTo(url);
        assertThat(given.port()).isEqualTo(elsewhere.port());
        assertThat(given.version()).isEqualTo(elsewhere.version());
        assertThat(given.toString()).doesNotContain("secret");
    }

    @Test
    void aGivenServerThatDoesNotAnswerIsAnErrorThatNamesTheVariable() {
        int port = Ports.free();

        assertThatThrownBy(() -> GivenPostgres.at("jdbc:postgresql://127.0.0.1:" + port + "/postgres?password=secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The PostgreSQL named by TRUEUP_TEST_POSTGRES_URL at 127.0.0.1:" + port + " cannot be used");
        assertThatThrownBy(() -> GivenPostgres.at("redis://127.0.0.1"))
                .hasMessage("TRUEUP_TEST_POSTGRES_URL is no JDBC URL of a PostgreSQL");
    }

    @Test
    void onlyADirectoryWithAllProgramsOnThePathCounts(@TempDir Path first, @TempDir Path second) throws IOException {
        executable(first.resolve("initdb"));
        executable(second.resolve("initdb"));
        executable(second.resolve("postgres"));

        assertThat(PostgresBinaries.onPath(first.toString())).isEmpty();
        assertThat(PostgresBinaries.onPath(first + ":" + second)).contains(second);
    }

    private static void executable(Path file) throws IOException {
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static String ask(PostgresServer postgres, String query) throws SQLException {
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
