package dev.trueup.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trueup.model.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Applies the files beside this class to a schema, each once and in their order, and notes in {@code schema_history} what
 * was applied. The files name no schema, so that a host can hand them to Flyway instead.
 */
final class Migrations {

    /** The files in their order; the version is the number in front. Never changed once released, only added to. */
    static final List<String> FILES = List.of(
            "V1__customers.sql",
            "V2__payments.sql",
            "V3__webhook_events.sql",
            "V4__runs.sql",
            "V5__claims_and_leases.sql");

    /** For another instance that migrates, and for statements that rewrite a table. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Database database;
    private final List<String> files;

    Migrations(Database database) {
        this(database, FILES);
    }

    Migrations(Database database, List<String> files) {
        this.database = database.waiting(PATIENCE);
        this.files = files;
    }

    int run() {
        database.atOnce(Source.STORE, "create the schema " + database.schema(), connection -> {
            lock(connection);
            // Asked before, because who may not create is refused even where nothing is to be created.
            if (!isThere(connection, "SELECT to_regnamespace(?) IS NOT NULL", '"' + database.schema() + '"')) {
                execute(connection, "CREATE SCHEMA \"" + database.schema() + '"');
            }
            if (!isThere(connection, "SELECT to_regclass(?) IS NOT NULL", database.sql("$.schema_history"))) {
                execute(connection, database.sql("""
                        CREATE TABLE $.schema_history (
                            version integer PRIMARY KEY,
                            file text NOT NULL,
                            checksum bigint NOT NULL,
                            applied_at timestamptz NOT NULL DEFAULT now()
                        )"""));
            }
            return true;
        });
        for (int version = 1; version <= files.size(); version++) {
            int next = version;
            database.atOnce(
                    Source.STORE, "migrate the schema to version " + next, connection -> apply(connection, next));
        }
        return files.size();
    }

    private boolean apply(Connection connection, int version) throws SQLException {
        lock(connection);
        String file = files.get(version - 1);
        String text = text(file);
        Map<Integer, Long> applied = applied(connection);
        if (applied.keySet().stream().anyMatch(it -> it > files.size())) {
            throw new IllegalStateException(
                    "schema " + database.schema() + " was migrated by a later version of Trueup");
        }
        Long checksum = applied.get(version);
        if (checksum != null) {
            if (checksum != checksum(text)) {
                throw new IllegalStateException("schema " + database.schema() + " was migrated by another " + file);
            }
            return false;
        }
        execute(connection, "SET LOCAL search_path TO \"" + database.schema() + '"');
        execute(connection, text);
        try (PreparedStatement note = connection.prepareStatement(
                database.sql("INSERT INTO $.schema_history (version, file, checksum) VALUES (?, ?, ?)"))) {
            note.setInt(1, version);
            note.setString(2, file);
            note.setLong(3, checksum(text));
            note.executeUpdate();
        }
        return true;
    }

    /** Until the end of the transaction; whoever comes second finds everything done. */
    private void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, "trueup migration of " + database.schema());
            lock.execute();
        }
    }

    private static boolean isThere(Connection connection, String question, String name) throws SQLException {
        return new Sql(question)
                .text(name)
                .one(connection, row -> row.getBoolean(1))
                .orElseThrow();
    }

    private Map<Integer, Long> applied(Connection connection) throws SQLException {
        Map<Integer, Long> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(database.sql("SELECT version, checksum FROM $.schema_history"))) {
            while (rows.next()) {
                applied.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return applied;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(
                Migrations.class.getResourceAsStream("migrations/" + file), () -> "no " + file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(UTF_8));
        return sum.getValue();
    }
}
