package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.request;
import static dev.trueup.stripe.StripeSigner.signed;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * Whatever comes, nothing but a rejection gets out. An input that begins with {@code t=} is a header, a new line and a
 * body; any other is a body that is signed, so that its reader is reached.
 */
class StripeWebhookFuzzTest {

    private static final Set<Reason> OF_A_SIGNED_BODY =
            EnumSet.of(Reason.BODY_MALFORMED, Reason.WRONG_ACCOUNT, Reason.TOO_LARGE);

    private final StripeWebhookVerifier verifier = verifier().build();

    @FuzzTest(maxDuration = "12s")
    @Tag("promise:W10")
    void nothingButARejectionGetsOut(byte[] input) {
        boolean unsigned = input.length > 1 && input[0] == 't' && input[1] == '=';
        WebhookRequest request = unsigned ? withHeader(input) : signed(input);
        try {
            assertThat(verifier.verify(request)).isNotNull();
        } catch (WebhookRejectedException rejected) {
            if (!unsigned) {
                assertThat(rejected.reason()).isIn(OF_A_SIGNED_BODY);
            }
        }
    }

    private static WebhookRequest withHeader(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        String header = new String(input, 0, end, StandardCharsets.ISO_8859_1);
        return request(Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length), header);
    }
}
