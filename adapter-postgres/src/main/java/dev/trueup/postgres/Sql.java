package dev.trueup.postgres;

import dev.trueup.model.EventKey;
import dev.trueup.spi.Namespace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** One statement with what stands in place of its question marks, in their order. Not thread-safe. */
final class Sql {

    private final String sql;
    private final List<Binding> bindings = new ArrayList<>();
    private boolean plannedAnew;

    /** A statement of the code, never of data. */
    Sql(String sql) {
        this.sql = sql;
    }

    private interface Binding {
        void to(PreparedStatement statement, int place) throws SQLException;
    }

    /** Reads one row. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Account and mode. */
    Sql in(Namespace namespace) {
        return text(namespace.account()).flag(namespace.live());
    }

    /** Provider, connected account and id. */
    Sql event(EventKey key) {
        return text(key.source().toString())
                .text(Text.key(key.account() == null ? "" : key.account()))
                .text(Text.key(key.id()));
    }

    Sql text(@Nullable String value) {
        return with((statement, place) -> statement.setString(place, value));
    }

    Sql number(long value) {
        return with((statement, place) -> statement.setLong(place, value));
    }

    Sql flag(@Nullable Boolean value) {
        return with((statement, place) -> statement.setObject(place, value, java.sql.Types.BOOLEAN));
    }

    Sql time(@Nullable Instant value) {
        return with((statement, place) -> statement.setObject(
                place, value == null ? null : Times.stored(value), java.sql.Types.TIMESTAMP_WITH_TIMEZONE));
    }

    /** Whole microseconds. */
    Sql length(Duration value) {
        return number(Times.micros(value));
    }

    Sql bytes(byte[] value) {
        return with((statement, place) -> statement.setBytes(place, value));
    }

    Sql texts(List<String> values) {
        return with((statement, place) ->
                statement.setArray(place, statement.getConnection().createArrayOf("text", values.toArray())));
    }

    /** Strings, numbers, booleans and arrays of strings. */
    Sql with(@Nullable Object... values) {
        for (Object value : values) {
            if (value instanceof String[] texts) {
                texts(List.of(texts));
            } else {
                with((statement, place) -> statement.setObject(place, value));
            }
        }
        return this;
    }

    /**
     * Has the server plan the statement each time for the tables as they are now. Else a connection that loads an empty
     * table would go on with the plan for an empty one.
     */
    Sql plannedAnew() {
        plannedAnew = true;
        return this;
    }

    /** How many rows it changed. */
    int change(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepared(connection)) {
            return statement.executeUpdate();
        }
    }

    /** The rows that it answers. */
    <T> List<T> all(Connection connection, Row<T> row) throws SQLException {
        try (PreparedStatement statement = prepared(connection);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    /** The rows that can be understood; those that somebody else has spoilt count as none. */
    <T> List<T> readable(Connection connection, Row<T> row) throws SQLException {
        return all(connection, rows -> understood(rows, row)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** A row as an object of the model, whose constructors refuse what cannot be; nothing if they do. */
    static <T> Optional<T> understood(ResultSet row, Row<T> reading) throws SQLException {
        try {
            return Optional.of(reading.read(row));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The row that it answers, if it does. */
    <T> Optional<T> one(Connection connection, Row<T> row) throws SQLException {
        return all(connection, row).stream().findFirst();
    }

    private PreparedStatement prepared(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            if (plannedAnew && statement.isWrapperFor(PGStatement.class)) {
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
            for (int i = 0; i < bindings.size(); i++) {
                bindings.get(i).to(statement, i + 1);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private Sql with(Binding binding) {
        bindings.add(binding);
        return this;
    }
}
