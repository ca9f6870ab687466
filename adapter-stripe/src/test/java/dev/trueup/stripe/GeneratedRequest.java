package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.NOW;
import static dev.trueup.stripe.StripeSigner.SECRET;
import static dev.trueup.stripe.StripeSigner.utf8;
import static dev.trueup.stripe.StripeSigner.v1;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** A request to a webhook endpoint of Stripe: genuine, but for at most two traits. */
final class GeneratedRequest {

    /** In what a request may differ from a plain one. */
    enum Trait {
        ANOTHER_SECRET(false),
        ANOTHER_BODY(false),
        JUST_YOUNG_ENOUGH(false),
        TOO_OLD(false),
        MORE_SIGNATURES(false),
        OTHER_SCHEMES(false),
        NO_SIGNATURE(false),
        SIGNATURE_OF_ANOTHER_FORM(false),
        NO_TIME(false),
        OLD_BODY(false),

        /** stripe-java looks at the past alone. */
        FROM_THE_FUTURE(true),
        /** stripe-java: ArrayIndexOutOfBoundsException. */
        ITEM_WITHOUT_VALUE(true),
        /** stripe-java: NumberFormatException. */
        TIME_THAT_IS_NO_NUMBER(true),
        /** stripe-java signs the number anew, without the zeros. */
        ZEROS_BEFORE_THE_TIME(true),
        /** stripe-java reads the number, with the sign or in another script, and signs it in digits. */
        TIME_WITH_A_SIGN(true),
        TIME_IN_ANOTHER_SCRIPT(true),
        /** stripe-java takes the first. */
        TWO_TIMES(true),
        /** stripe-java does not see what comes after the blank. */
        BLANK_AFTER_THE_COMMA(true),
        /** stripe-java compares letters. */
        SIGNATURE_IN_UPPER_CASE(true),
        /** The documented call passes one header on. */
        SECOND_HEADER(true),
        /** stripe-java has no limits. */
        LONG_HEADER(true),
        MANY_ITEMS(true),
        /** stripe-java: StackOverflowError. */
        DEEP_BODY(true),
        /** Gson takes the last. */
        NAME_TWICE(true),
        /** Gson takes more than JSON. */
        LENIENT_BODY(true),
        /** Gson cuts the number. */
        HUGE_CREATED(true),
        /** stripe-java: NullPointerException and its like. */
        BODY_THAT_IS_NO_OBJECT(true),
        /** stripe-java takes whatever is an object. */
        BODY_THAT_IS_NO_EVENT(true),
        /** stripe-java wants another method to be called. */
        THIN_EVENT(true),
        /** stripe-java leaves the account to its caller. */
        CONNECTED_ACCOUNT(true);

        private final boolean takenDifferently;

        Trait(boolean takenDifferently) {
            this.takenDifferently = takenDifferently;
        }

        boolean isTakenDifferently() {
            return takenDifferently;
        }
    }

    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final byte[] body;
    private final String[] headers;

    GeneratedRequest(Random random) {
        int many = random.nextInt(4) % 3; // none twice as often as two
        while (traits.size() < many) {
            traits.add(Trait.values()[random.nextInt(Trait.values().length)]);
        }
        String text = body(random);
        this.body = utf8(text + (has(Trait.ANOTHER_BODY) ? " " : ""));
        this.headers = headers(random, utf8(text));
    }

    Set<Trait> traits() {
        return traits;
    }

    byte[] body() {
        return body;
    }

    String[] headers() {
        return headers;
    }

    @Override
    public String toString() {
        return traits + " " + String.join(" / ", headers);
    }

    private boolean has(Trait trait) {
        return traits.contains(trait);
    }

    private String[] headers(Random random, byte[] signed) {
        long seconds = NOW.getEpochSecond() - random.nextInt(300);
        seconds = has(Trait.JUST_YOUNG_ENOUGH) ? NOW.getEpochSecond() - 300 : seconds;
        seconds = has(Trait.TOO_OLD) ? NOW.getEpochSecond() - 301 - random.nextInt(1_000_000) : seconds;
        seconds = has(Trait.FROM_THE_FUTURE) ? NOW.getEpochSecond() + 301 + random.nextInt(1_000_000) : seconds;
        String time = (has(Trait.ZEROS_BEFORE_THE_TIME) ? "0" : "") + seconds;
        time = has(Trait.TIME_THAT_IS_NO_NUMBER) ? "now" : time;
        String v1 = v1(has(Trait.ANOTHER_SECRET) ? "whsec_other" : SECRET, time, signed);
        v1 = has(Trait.SIGNATURE_OF_ANOTHER_FORM) ? v1.substring(1) : v1;
        v1 = has(Trait.SIGNATURE_IN_UPPER_CASE) ? v1.toUpperCase(Locale.ROOT) : v1;

        List<String> items = new ArrayList<>();
        items.add("t=" + (has(Trait.TIME_WITH_A_SIGN) ? "+" : "") + time);
        if (has(Trait.TIME_IN_ANOTHER_SCRIPT)) {
            items.set(0, "t=" + inThai(time));
        }
        if (has(Trait.TWO_TIMES)) {
            items.add("t=1");
        }
        if (has(Trait.NO_TIME)) {
            items.clear();
        }
        for (int i = 0; has(Trait.MORE_SIGNATURES) && i < 3; i++) {
            items.add("v1=" + v1("whsec_" + i, time, signed));
        }
        if (!has(Trait.NO_SIGNATURE)) {
            items.add(random.nextInt(items.size() + 1), "v1=" + v1);
        }
        if (has(Trait.OTHER_SCHEMES)) {
            items.add("v0=" + v1(SECRET, time, body));
            items.add("v9=");
        }
        if (has(Trait.ITEM_WITHOUT_VALUE)) {
            items.add(0, "v1");
        }
        if (has(Trait.LONG_HEADER)) {
            items.add("v0=" + "0".repeat(4096));
        }
        for (int i = 0; has(Trait.MANY_ITEMS) && i < 16; i++) {
            items.add("v0=0");
        }
        String header = String.join(has(Trait.BLANK_AFTER_THE_COMMA) ? ", " : ",", items);
        return has(Trait.SECOND_HEADER) ? new String[] {"t=" + time, header} : new String[] {header};
    }

    private String body(Random random) {
        if (has(Trait.BODY_THAT_IS_NO_OBJECT)) {
            return List.of("", "null", "[]", "1", "\"x\"").get(random.nextInt(5));
        }
        if (has(Trait.BODY_THAT_IS_NO_EVENT)) {
            return List.of("{\"object\":\"event\"}", "{\"object\":\"event\",\"id\":\"evt_1\",\"data\":null}")
                    .get(random.nextInt(2));
        }
        if (has(Trait.THIN_EVENT)) {
            return "{\"id\":\"evt_1\",\"object\":\"v2.core.event\",\"type\":\"v1.a.b\",\"created\":\"2026-03-01T00:00:00Z\"}";
        }
        String more = has(Trait.DEEP_BODY) ? "\"x\":" + "[".repeat(20_000) + "]".repeat(20_000) + "," : "";
        more += has(Trait.NAME_TWICE) ? "\"id\":\"evt_0\"," : "";
        more += has(Trait.LENIENT_BODY) ? "x:1," : "";
        more += has(Trait.CONNECTED_ACCOUNT) ? "\"account\":\"acct_1\"," : "";
        String created = has(Trait.HUGE_CREATED) ? "26213023705161748721" : "1326853478";
        String blank = has(Trait.OLD_BODY) ? "\n  " : "";
        String note = random.ints(random.nextInt(20), 0x20, 0xd800)
                .filter(c -> c != '"' && c != '\\')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "{" + more + blank + "\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"a.b\",\"created\":" + created
                + ",\"request\":" + (has(Trait.OLD_BODY) ? "\"req_1\"" : "null") + ",\"data\":{\"object\":{\"note\":\""
                + note + "\"}}}";
    }

    private static String inThai(String digits) {
        return digits.chars()
                .map(c -> c >= '0' && c <= '9' ? c - '0' + 0x0e50 : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
