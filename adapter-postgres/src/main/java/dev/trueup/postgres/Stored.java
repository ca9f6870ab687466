package dev.trueup.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Values in the form in which PostgreSQL takes them, so that no value from outside makes a record impossible to write. It
 * refuses U+0000 and halves of surrogate pairs: U+FFFD stands in their place. A time is cut to the microsecond and to the
 * years 1 to 9999.
 */
final class Stored {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private static final char REPLACEMENT = '\uFFFD';
    private static final int LONGEST_WORD = 255;

    private Stored() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    static String json(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written"); // and its message may quote it
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL told JSON that cannot be read"); // its message quotes it
        }
    }

    static @Nullable String text(@Nullable String value) {
        if (value == null || value.chars().noneMatch(it -> it == 0 || Character.isSurrogate((char) it))) {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        value.codePoints().forEach(it -> {
            boolean half = it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE;
            out.appendCodePoint(it == 0 || half ? REPLACEMENT : it);
        });
        return out.toString();
    }

    /** Text that is part of an index, whose entries PostgreSQL bounds. */
    static @Nullable String word(@Nullable String value) {
        return value == null || value.length() <= LONGEST_WORD ? text(value) : text(value.substring(0, LONGEST_WORD));
    }

    static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : instant(time).toString();
    }

    static @Nullable Instant optional(@Nullable Instant time) {
        return time == null ? null : instant(time);
    }

    static Instant instant(Instant time) {
        return Times.within(time);
    }

    static @Nullable Instant optionalTime(ResultSet rows, String column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static Instant time(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
