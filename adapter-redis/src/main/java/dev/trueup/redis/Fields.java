package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, each asked for by its name and type.
 *
 * @param values the values by name: text, {@link Long}, {@link Double}, {@link Boolean}, lists, {@link Fields} and nulls
 */
record Fields(Map<String, @Nullable Object> values) {

    /** More than any amount has; a long text would take long to become a number. */
    private static final int LONGEST_DECIMAL = 64;

    /** The object that is all there is to read. */
    static Fields whole(JsonParser json) throws IOException {
        json.nextToken();
        if (!(value(json) instanceof Fields fields) || json.nextToken() != null) {
            throw new IOException("not one object");
        }
        return fields;
    }

    /** The value that begins with the present token. */
    private static @Nullable Object value(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            throw new IOException("nothing");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> values = new HashMap<>();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    values.put(name, value(json));
                }
                yield new Fields(values);
            }
            case START_ARRAY -> {
                List<@Nullable Object> values = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(json));
                }
                yield values;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + token);
        };
    }

    String text(String name) throws IOException {
        return required(name, optionalText(name));
    }

    @Nullable
    String optionalText(String name) throws IOException {
        return optional(name, String.class);
    }

    long number(String name) throws IOException {
        return required(name, optional(name, Long.class));
    }

    @Nullable
    Integer optionalInt(String name) throws IOException {
        Long number = optional(name, Long.class);
        if (number != null && number != number.intValue()) {
            throw new IOException(name + " is too large");
        }
        return number == null ? null : number.intValue();
    }

    BigDecimal decimal(String name) throws IOException {
        return required(name, optionalDecimal(name));
    }

    @Nullable
    BigDecimal optionalDecimal(String name) throws IOException {
        String text = optionalText(name);
        if (text == null) {
            return null;
        }
        if (text.length() > LONGEST_DECIMAL) {
            throw new IOException(name + " is too long");
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new IOException(name + " is no number");
        }
    }

    boolean flag(String name) throws IOException {
        return Boolean.TRUE.equals(optional(name, Boolean.class));
    }

    Instant time(String name) throws IOException {
        return required(name, optionalTime(name));
    }

    @Nullable
    Instant optionalTime(String name) throws IOException {
        Long seconds = optional(name, Long.class);
        if (seconds == null) {
            return null;
        }
        Long nanos = optional(name + "Nanos", Long.class);
        try {
            return Instant.ofEpochSecond(seconds, nanos == null ? 0 : nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException(name + " is no time");
        }
    }

    /** The elements of a list; none if the field is absent. */
    <T> List<T> all(String name, Class<T> type) throws IOException {
        List<?> elements = optional(name, List.class);
        List<T> all = new ArrayList<>();
        for (Object element : elements == null ? List.of() : elements) {
            all.add(required(name, as(type, name, element)));
        }
        return all;
    }

    /** The value of a field; {@code null} if it is absent or null. */
    <T> @Nullable T optional(String name, Class<T> type) throws IOException {
        return as(type, name, values.get(name));
    }

    private static <T> @Nullable T as(Class<T> type, String name, @Nullable Object value) throws IOException {
        if (value != null && !type.isInstance(value)) {
            throw new IOException(name + " is no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private static <T> T required(String name, @Nullable T value) throws IOException {
        if (value == null) {
            throw new IOException(name + " is missing");
        }
        return value;
    }
}
