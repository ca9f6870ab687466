package dev.trueup.clerk;

import static dev.trueup.clerk.SvixSigner.OTHER_SECRET;
import static dev.trueup.clerk.SvixSigner.SECRET;
import static dev.trueup.clerk.SvixSigner.utf8;
import static dev.trueup.clerk.SvixSigner.v1;
import static org.assertj.core.api.Assertions.assertThat;

import com.svix.Webhook;
import com.svix.exceptions.EmptyWebhookSecretException;
import com.svix.exceptions.WebhookVerificationException;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Over generated requests we say what Svix' own library says, except where it is known, and meant, that we do not. That
 * library knows no clock but the system's, so all times keep away from the limits.
 */
class SvixComparisonTest {

    private static final List<String> LOCALES = List.of(
            "en-US", "de-DE", "zh-CN", "tr-TR", "ar-EG", "fa-IR", "hi-IN", "th-TH-u-nu-thai", "ja-JP-u-ca-japanese");

    /** In what a request may differ from a plain one, and whether the library takes it differently. */
    private enum Trait {
        ANOTHER_SECRET(false),
        ANOTHER_BODY(false),
        TOO_OLD(false),
        FROM_THE_FUTURE(false),
        MORE_SIGNATURES(false),
        OTHER_VERSIONS(false),
        NEUTRAL_HEADERS(false),
        NO_ID(false),
        NO_SIGNATURE(false),
        SIGNATURE_WITHOUT_PADDING(false),
        TIME_THAT_IS_NO_NUMBER(false),

        /** The library signs the number anew. */
        ZEROS_BEFORE_THE_TIME(true),
        TIME_WITH_A_SIGN(true),
        TIME_IN_ANOTHER_SCRIPT(true),
        /** The library looks at the first header of a name only. */
        SECOND_SIGNATURE_HEADER(true),
        SECOND_ID(true),
        /** The library has no limits. */
        LONG_ID(true),
        LONG_HEADER(true),
        MANY_ITEMS(true),
        /** The library does not look at what comes after another comma. */
        SIGNATURE_WITH_A_TAIL(true),
        /** The library compares letters, and base64 has several for the same bytes. */
        SIGNATURE_SPELLED_OTHERWISE(true),
        /** The library leaves the body to its caller. */
        BODY_THAT_IS_NO_EVENT(true);

        private final boolean takenDifferently;

        Trait(boolean takenDifferently) {
            this.takenDifferently = takenDifferently;
        }
    }

    private final Locale before = Locale.getDefault();
    private final ClerkWebhookVerifier ours =
            ClerkWebhookVerifier.builder(SECRET).build();

    @AfterEach
    void restoreTheLocale() {
        Locale.setDefault(before);
    }

    @Test
    void everyDifferenceIsMeantAndEveryMeantDifferenceOccurs() throws EmptyWebhookSecretException {
        Webhook theirs = new Webhook(SECRET);
        Random random = new Random(20260301);
        Set<Trait> differ = EnumSet.noneOf(Trait.class);
        int bothAccept = 0;
        for (String tag : LOCALES) {
            Locale.setDefault(Locale.forLanguageTag(tag));
            for (int i = 0; i < 600; i++) {
                Set<Trait> traits = traits(random);
                byte[] body = body(random, traits);
                Map<String, List<String>> headers = headers(random, traits, body);
                byte[] sent = traits.contains(Trait.ANOTHER_BODY) ? utf8("{}") : body;
                boolean we = weAccept(sent, headers);
                if (we == theyAccept(theirs, sent, headers)) {
                    bothAccept += we ? 1 : 0;
                } else {
                    assertThat(traits).as(tag + headers).anyMatch(trait -> trait.takenDifferently);
                    differ.addAll(traits.size() == 1 ? traits : Set.of());
                }
            }
        }

        assertThat(bothAccept).as("accepted by both").isGreaterThan(500);
        assertThat(differ)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Trait.values())
                        .filter(trait -> trait.takenDifferently)
                        .toList());
    }

    private boolean weAccept(byte[] body, Map<String, List<String>> headers) {
        try {
            ours.verify(WebhookRequest.of(body, headers));
            return true;
        } catch (WebhookRejectedException rejected) {
            return false;
        }
    }

    private static boolean theyAccept(Webhook theirs, byte[] body, Map<String, List<String>> headers) {
        try {
            theirs.verify(new String(body, StandardCharsets.UTF_8), headers);
            return true;
        } catch (WebhookVerificationException rejected) {
            return false;
        }
    }

    private static Set<Trait> traits(Random random) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        int many = random.nextInt(4) % 3;
        while (traits.size() < many) {
            traits.add(Trait.values()[random.nextInt(Trait.values().length)]);
        }
        return traits;
    }

    private static byte[] body(Random random, Set<Trait> traits) {
        if (traits.contains(Trait.BODY_THAT_IS_NO_EVENT)) {
            return utf8(List.of("", "null", "{\"type\":\"a.b\"}", "x").get(random.nextInt(4)));
        }
        String note = random.ints(random.nextInt(20), 0x20, 0xd800)
                .filter(c -> c != '"' && c != '\\')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return utf8("{\"type\":\"a.b\",\"data\":{\"note\":\"" + note + "\"}}");
    }

    private static Map<String, List<String>> headers(Random random, Set<Trait> traits, byte[] body) {
        long seconds = Instant.now().getEpochSecond() + random.nextInt(480) - 240;
        seconds -= traits.contains(Trait.TOO_OLD) ? 1_000 : 0;
        seconds += traits.contains(Trait.FROM_THE_FUTURE) && !traits.contains(Trait.TOO_OLD) ? 1_000 : 0;
        String time = (traits.contains(Trait.ZEROS_BEFORE_THE_TIME) ? "0" : "") + seconds;
        time = traits.contains(Trait.TIME_THAT_IS_NO_NUMBER) ? "now" : time;
        String id = "msg_" + (traits.contains(Trait.LONG_ID) ? "0".repeat(252) : random.nextInt(1_000));
        String v1 = v1(traits.contains(Trait.ANOTHER_SECRET) ? OTHER_SECRET : SECRET, id, time, body);
        v1 = traits.contains(Trait.SIGNATURE_SPELLED_OTHERWISE) ? spelledOtherwise(v1) : v1;
        v1 = traits.contains(Trait.SIGNATURE_WITH_A_TAIL) ? v1 + ",x" : v1;
        v1 = traits.contains(Trait.SIGNATURE_WITHOUT_PADDING) ? v1.replace("=", "") : v1;
        String list = traits.contains(Trait.NO_SIGNATURE) ? "v1" : v1;
        list = traits.contains(Trait.MORE_SIGNATURES) ? v1(OTHER_SECRET, id, time, body) + " " + list : list;
        list = traits.contains(Trait.OTHER_VERSIONS) ? "v1a,AAAA " + list + " v2,x" : list;
        list = traits.contains(Trait.LONG_HEADER) ? list + " v2," + "0".repeat(4_096) : list;
        list = traits.contains(Trait.MANY_ITEMS) ? list + " v2,x".repeat(16) : list;
        time = traits.contains(Trait.TIME_WITH_A_SIGN) ? "+" + time : time;
        time = traits.contains(Trait.TIME_IN_ANOTHER_SCRIPT) ? inThai(time) : time;

        String family = traits.contains(Trait.NEUTRAL_HEADERS) ? "webhook-" : "svix-";
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(family + "id", traits.contains(Trait.SECOND_ID) ? List.of(id, "msg_2") : List.of(id));
        headers.put(family + "timestamp", List.of(time));
        headers.put(
                family + "signature",
                traits.contains(Trait.SECOND_SIGNATURE_HEADER) ? List.of("v1,x", list) : List.of(list));
        if (traits.contains(Trait.NO_ID)) {
            headers.remove(family + "id");
        }
        return headers;
    }

    /** The last letter before the padding has two bits that mean nothing. */
    private static String spelledOtherwise(String v1) {
        int last = v1.length() - 2;
        return v1.substring(0, last) + (char) (v1.charAt(last) + 1) + "=";
    }

    private static String inThai(String digits) {
        return digits.chars()
                .map(c -> c >= '0' && c <= '9' ? c - '0' + 0x0e50 : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
