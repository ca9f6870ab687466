package dev.trueup.clerk;

import static dev.trueup.clerk.SvixSigner.reason;
import static dev.trueup.clerk.SvixSigner.request;
import static dev.trueup.clerk.SvixSigner.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures that others published are told right. What they sign is no event of Clerk's, so a good signature shows as a
 * body that is malformed, which is looked at last.
 */
class WebhookVectorsTest {

    static List<Path> files() {
        List<Path> published = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("shared/fixtures"))
                .flatMap(folder -> Stream.of(folder.resolve("svix"), folder.resolve("standard-webhooks")))
                .map(folder -> folder.resolve("vectors.json"))
                .filter(Files::isRegularFile)
                .toList();
        List<Path> used = published.isEmpty()
                ? List.of(Path.of("src", "test", "resources", "samples", "vectors.json"))
                : published;
        System.out.println("webhook vectors: " + used);
        return used;
    }

    @ParameterizedTest
    @MethodSource("files")
    @Tag("promise:W10")
    void everyVectorIsToldRight(Path file) throws IOException {
        JsonNode vectors = new ObjectMapper().readTree(file.toFile());
        JsonNode first = vectors.path("positive").path(0);
        String genuine = first.path("signature").textValue();
        assertThat(genuine).startsWith("v1,");

        for (JsonNode positive : vectors.path("positive")) {
            for (String family : List.of("svix-", "webhook-")) {
                assertThat(told(positive, family, positive.path("signature").textValue()))
                        .isEqualTo(Reason.BODY_MALFORMED);
            }
        }
        for (JsonNode negative : vectors.path("published_negative_header_values")) {
            assertThat(told(first, "svix-", negative.textValue()))
                    .as(negative.textValue())
                    .isIn(Reason.HEADER_MALFORMED, Reason.SIGNATURE_WRONG);
        }
        StringBuilder list = new StringBuilder();
        vectors.path("published_multi")
                .forEach(each -> list.append(each.textValue()).append(' '));
        assertThat(told(first, "svix-", list + genuine)).isEqualTo(Reason.BODY_MALFORMED);
        for (JsonNode secret : vectors.path("published_bad_secrets")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ClerkWebhookVerifier.builder(secret.textValue()));
        }
        for (JsonNode timestamp : vectors.path("published_bad_timestamps")) {
            String time = timestamp.textValue().split(" ")[0];
            assertThat(reason(verifier(first), request(utf8("{}"), "svix-", "msg_1", time, genuine)))
                    .as(time)
                    .isEqualTo(Reason.HEADER_MALFORMED);
        }
        JsonNode example = vectors.path("spec_example");
        if (!example.isMissingNode()) { // published without its secret
            assertThat(told(first, "svix-", example.path("header").textValue())).isEqualTo(Reason.SIGNATURE_WRONG);
        }
    }

    private static Reason told(JsonNode vector, String family, String signature) {
        return reason(
                verifier(vector),
                request(
                        utf8(vector.path("payload").textValue()),
                        family,
                        vector.path("id").textValue(),
                        vector.path("timestamp").asText(),
                        signature));
    }

    private static ClerkWebhookVerifier verifier(JsonNode vector) {
        Instant then = Instant.ofEpochSecond(vector.path("timestamp").longValue());
        return ClerkWebhookVerifier.builder(vector.path("secret").textValue())
                .clock(Clock.fixed(then, ZoneOffset.UTC))
                .build();
    }
}
