package dev.trueup.clerk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON from outside, read value by value. Whatever is not as asked for is an {@link IOException}. Thread-safe. */
final class Json {

    /** The body's own size bounds everything else. Names are not interned: users choose those of their metadata. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(100)
                    .build())
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {}

    /** A parser of UTF-8 and nothing else. */
    static JsonParser parser(byte[] body) throws IOException {
        return FACTORY.createParser(body);
    }

    /**
     * Reads the fields of the present value; what is no object has none. A name that occurs twice is an error, here and
     * not in what is skipped: Jackson's own check would look there too, and take a third of the whole reading.
     */
    static void fields(JsonParser json, FieldReader reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (!seen.add(name)) {
                throw new IOException("a name twice");
            }
            json.nextToken();
            reader.read(name);
        }
    }

    /** The present value, which has to be a text or null. */
    static @Nullable String text(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> null;
            default -> throw new IOException("no text");
        };
    }

    /** The present value if it is a text, anything else being nothing. */
    static @Nullable String hint(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** Reads the present value of a field, to its end. */
    @FunctionalInterface
    interface FieldReader {
        void read(String name) throws IOException;
    }
}
