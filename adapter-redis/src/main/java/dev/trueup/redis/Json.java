package dev.trueup.redis;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * JSON as it stands in Redis. Times are whole seconds since 1970; what a time has beyond them stands beside it under its
 * name and {@code Nanos}.
 */
final class Json {

    private static final JsonFactory PLAIN = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10)
                    .maxNumberLength(20)
                    .maxNameLength(64)
                    .maxStringLength(1_000_000)
                    .maxDocumentLength(20_000_000)
                    .build())
            .build();

    /** Half of a surrogate pair has no UTF-8 form, but an escape. */
    private static final JsonFactory ESCAPED =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    static byte[] write(Writing writing) throws IOException {
        try {
            return write(PLAIN, writing);
        } catch (JsonGenerationException e) {
            return write(ESCAPED, writing);
        }
    }

    private static byte[] write(JsonFactory factory, Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(768);
        try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
            writing.to(json);
        }
        return out.toByteArray();
    }

    /**
     * The one object that the bytes are from an offset to the end.
     *
     * @throws IOException if they are anything else; its message may quote them
     */
    static Fields read(byte[] bytes, int offset) throws IOException {
        try (JsonParser json = PLAIN.createParser(bytes, offset, bytes.length - offset)) {
            return Fields.whole(json);
        }
    }

    static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    static void number(JsonGenerator json, String name, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.longValue());
        }
    }

    /** As text, because a number would be read as one with fewer digits. */
    static void decimal(JsonGenerator json, String name, @Nullable BigDecimal value) throws IOException {
        text(json, name, value == null ? null : value.toString());
    }

    static void time(JsonGenerator json, String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            long seconds = value.getEpochSecond();
            int nanos = value.getNano();
            json.writeNumberField(name, seconds);
            if (nanos != 0) {
                json.writeNumberField(name + "Nanos", nanos);
            }
        }
    }
}
