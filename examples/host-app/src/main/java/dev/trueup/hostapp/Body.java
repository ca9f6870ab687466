package dev.trueup.hostapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON body. Each has the right type, is {@code null} or is absent; the latter two are the same. */
record Body(JsonNode fields) {

    private static final int LIMIT = 64 * 1024;

    /** What is read and thrown away of a body that is too long, so that its sender gets to hear the answer. */
    private static final int DRAINED = 16 * 1024 * 1024;

    /**
     * Reads a JSON body.
     *
     * @param within how long it may take to arrive
     * @throws HttpFailure if it is too long, too slow or not one object
     */
    static Body read(Context context, Duration within) {
        byte[] body = bytes(context, LIMIT, within);
        if (body.length > LIMIT) {
            throw new HttpFailure(413, "The body must have at most " + LIMIT + " bytes");
        }
        return new Body(Json.object(body));
    }

    /**
     * Reads the bytes of a body: all of it, or one byte more than the limit if it is longer. What the sender says of its
     * length does not matter.
     *
     * @throws HttpFailure if it is too slow or breaks off
     */
    static byte[] bytes(Context context, int limit, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            InputStream in = context.req().getInputStream();
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            byte[] buffer = new byte[8_192];
            int read = 0;
            for (int n = in.read(buffer); n >= 0 && read <= limit + DRAINED; n = in.read(buffer)) {
                kept.write(buffer, 0, Math.max(0, Math.min(n, limit + 1 - read)));
                read += n;
                if (System.nanoTime() - deadline > 0) {
                    throw new HttpFailure(408, "The body took too long");
                }
            }
            return kept.toByteArray();
        } catch (IOException e) {
            throw new HttpFailure(400, "The body broke off");
        }
    }

    /** A text that is there and not blank. */
    String text(String field) {
        return optional(field)
                .filter(it -> !it.isBlank())
                .orElseThrow(() -> HttpFailure.badRequest(field + " is missing"));
    }

    /** A text, if it is there. */
    Optional<String> optional(String field) {
        return Optional.ofNullable(value(field)).map(node -> {
            if (!node.isTextual()) {
                throw HttpFailure.badRequest(field + " must be a string");
            }
            return node.textValue();
        });
    }

    /** Whether a flag is there and set. */
    boolean flag(String field) {
        JsonNode node = value(field);
        if (node != null && !node.isBoolean()) {
            throw HttpFailure.badRequest(field + " must be true or false");
        }
        return node != null && node.booleanValue();
    }

    private @Nullable JsonNode value(String field) {
        JsonNode node = fields.get(field);
        return node == null || node.isNull() ? null : node;
    }
}
