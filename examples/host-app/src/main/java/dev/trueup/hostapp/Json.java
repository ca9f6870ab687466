package dev.trueup.hostapp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.IOException;

/** JSON in and out. What comes in is one object, no name twice, nothing after it. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Reads the object of a request.
     *
     * @throws HttpFailure if it is none
     */
    static JsonNode object(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // Told below, without the parser's message, which quotes the body.
        }
        throw HttpFailure.badRequest("The body must be one JSON object");
    }

    /** Answers with a value as JSON. */
    static void answer(Context context, int status, Object value) {
        context.status(status).contentType("application/json").result(bytes(value));
    }

    /** Answers with an error. */
    static void error(Context context, int status, String message) {
        answer(context, status, new Failure(message));
    }

    /** An error as JSON. */
    static byte[] error(String message) {
        return bytes(new Failure(message));
    }

    private static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of ours can always be written");
        }
    }

    private record Failure(String error) {}
}
