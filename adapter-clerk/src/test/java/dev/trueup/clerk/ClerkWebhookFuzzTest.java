package dev.trueup.clerk;

import static dev.trueup.clerk.SvixSigner.request;
import static dev.trueup.clerk.SvixSigner.signed;
import static dev.trueup.clerk.SvixSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/**
 * Whatever comes, nothing but a rejection gets out. An input that begins with {@code msg} is four lines, which are the
 * three headers and a body; any other is a body that is signed, so that its reader is reached.
 */
class ClerkWebhookFuzzTest {

    private final ClerkWebhookVerifier verifier = verifier().build();

    @FuzzTest(maxDuration = "12s")
    @Tag("promise:W10")
    void nothingButARejectionGetsOut(byte[] input) {
        String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", 4);
        boolean unsigned = lines.length == 4 && lines[0].startsWith("msg");
        WebhookRequest request = unsigned
                ? request(lines[3].getBytes(StandardCharsets.ISO_8859_1), "svix-", lines[0], lines[1], lines[2])
                : signed(input);
        try {
            assertThat(verifier.verify(request)).isNotNull();
        } catch (WebhookRejectedException rejected) {
            if (!unsigned) {
                assertThat(rejected.reason()).isIn(Reason.BODY_MALFORMED, Reason.TOO_LARGE);
            }
        }
    }
}
