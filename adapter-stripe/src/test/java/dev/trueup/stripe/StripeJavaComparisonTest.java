package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.NOW;
import static dev.trueup.stripe.StripeSigner.SECRET;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.trueup.model.WebhookRejectedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over generated requests we say what stripe-java says, except where it is known, and meant, that we do not. */
class StripeJavaComparisonTest {

    private static final List<String> LOCALES = List.of(
            "en-US", "de-DE", "zh-CN", "tr-TR", "ar-EG", "fa-IR", "hi-IN", "th-TH-u-nu-thai", "ja-JP-u-ca-japanese");

    private final Locale before = Locale.getDefault();
    private final StripeWebhookVerifier ours = verifier().build();

    @AfterEach
    void restoreTheLocale() {
        Locale.setDefault(before);
    }

    @Test
    void everyDifferenceIsMeantAndEveryMeantDifferenceOccurs() {
        Random random = new Random(20260301);
        Set<GeneratedRequest.Trait> differ = EnumSet.noneOf(GeneratedRequest.Trait.class);
        Set<String> localesThatRejectTheGenuine = new TreeSet<>();
        int bothAccept = 0;
        for (String tag : LOCALES) {
            Locale.setDefault(Locale.forLanguageTag(tag));
            for (int i = 0; i < 600; i++) {
                GeneratedRequest request = new GeneratedRequest(random);
                Answer we = weSay(request);
                Answer they = theySay(request);
                if (we == they) {
                    bothAccept += we == Answer.ACCEPTED ? 1 : 0;
                } else if (we == Answer.ACCEPTED && they == Answer.REJECTED && hasForeignDigits()) {
                    localesThatRejectTheGenuine.add(tag);
                } else {
                    assertThat(request.traits()).as(tag + request).anyMatch(GeneratedRequest.Trait::isTakenDifferently);
                    differ.addAll(request.traits().size() == 1 ? request.traits() : Set.of());
                }
            }
        }

        assertThat(bothAccept).as("accepted by both").isGreaterThan(500);
        assertThat(localesThatRejectTheGenuine).contains("ar-EG", "fa-IR", "th-TH-u-nu-thai");
        assertThat(differ)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(GeneratedRequest.Trait.values())
                        .filter(GeneratedRequest.Trait::isTakenDifferently)
                        .toList());
    }

    private Answer weSay(GeneratedRequest request) {
        try {
            ours.verify(StripeSigner.request(request.body(), request.headers()));
            return Answer.ACCEPTED;
        } catch (WebhookRejectedException rejected) {
            return Answer.REJECTED;
        }
    }

    /** As its documentation shows: the body as text, the first header of the name, the default tolerance. */
    private static Answer theySay(GeneratedRequest request) {
        try {
            Webhook.constructEvent(
                    new String(request.body(), StandardCharsets.UTF_8),
                    request.headers()[0],
                    SECRET,
                    300,
                    Clock.fixed(NOW, ZoneOffset.UTC));
            return Answer.ACCEPTED;
        } catch (SignatureVerificationException rejected) {
            return Answer.REJECTED;
        } catch (RuntimeException | StackOverflowError other) {
            return Answer.SOMETHING_ELSE;
        }
    }

    private static boolean hasForeignDigits() {
        return !String.format("%d", 0).equals("0");
    }

    private enum Answer {
        ACCEPTED,
        REJECTED,
        /** Another exception than the one for a signature that is wrong. */
        SOMETHING_ELSE
    }
}
