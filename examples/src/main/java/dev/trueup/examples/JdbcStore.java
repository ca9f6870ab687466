package dev.trueup.examples;

import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.spi.AtomicStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

// region custom-adapter
/** A table of an SQL database as an {@link AtomicStore}: all it takes to keep customers and claims. Thread-safe. */
public record JdbcStore(DataSource database) implements AtomicStore {

    /** The table that the store needs. */
    public static final String TABLE = """
            create table trueup (
              id varchar(4000) primary key,
              version char(36) not null,
              content varbinary(1000000) not null,
              expires_at timestamp(6) with time zone not null)""";

    @Override
    public Optional<Versioned> read(String key) {
        String live = "select content, version from trueup where id = ? and expires_at > current_timestamp(6)";
        return asking(
                live,
                ask -> {
                    ResultSet row = ask.executeQuery();
                    return row.next()
                            ? Optional.of(new Versioned(row.getBytes(1), row.getString(2)))
                            : Optional.empty();
                },
                key);
    }

    @Override
    public boolean compareAndSet(String key, @Nullable String expected, byte[] value, Duration timeToLive) {
        String version = UUID.randomUUID().toString();
        OffsetDateTime expiry = now().plus(timeToLive).atOffset(ZoneOffset.UTC);
        if (expected != null) {
            String swap = "update trueup set version = ?, content = ?, expires_at = ? where id = ? and version = ?";
            return asking(swap, PreparedStatement::executeUpdate, version, value, expiry, key, expected) == 1;
        }
        String clean = "delete from trueup where id = ? and expires_at <= current_timestamp(6)";
        asking(clean, PreparedStatement::executeUpdate, key);
        String add = "insert into trueup (id, version, content, expires_at) values (?, ?, ?, ?)";
        return asking(add, JdbcStore::insert, key, version, value, expiry) == 1;
    }

    private static int insert(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeUpdate();
        } catch (SQLIntegrityConstraintViolationException e) {
            return 0; // somebody else was faster
        }
    }

    @Override
    public Instant now() {
        return asking("values current_timestamp(6)", ask -> {
            ResultSet row = ask.executeQuery();
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        });
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T asking(String sql, Work<T> work, Object... parameters) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(1);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return work.with(statement);
        } catch (SQLException e) {
            throw new SourceUnavailableException(Source.CACHE, "the database did not answer", e);
        }
    }
}
// endregion
