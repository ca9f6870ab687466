package dev.trueup.scenarios;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Names that break software: of every script of Unicode, with all that is unseen, joined, turned, stacked or too long. */
final class AwkwardTexts {

    private AwkwardTexts() {}

    /** All of them, none twice. */
    static List<String> all() {
        Set<String> texts = new LinkedHashSet<>();
        for (UnicodeScript script : UnicodeScript.values()) {
            String letters = ofScript(script, 6);
            texts.add(letters);
            texts.add("\u202e" + letters + "\u202c x");
        }
        IntStream.rangeClosed(0, 0xa0)
                .filter(Character::isISOControl)
                .forEach(c -> texts.add("con" + (char) c + "trol"));
        unseen().forEach(c -> {
            texts.add("un" + Character.toString(c) + "seen");
            texts.add(Character.toString(c));
        });
        for (int length : new int[] {254, 255, 256, 257, 300, 512, 5_000}) {
            texts.add("x".repeat(length));
            texts.add("\ud83d\ude00".repeat(length));
            texts.add("e\u0301".repeat(length));
            texts.add(" ".repeat(length) + "far");
        }
        for (String word : List.of("Zoë", "Đặng", "각", "ﬀi", "Å", "ẛ̣", "Ω", "ﷺ", "q\u0307\u0323")) {
            for (Normalizer.Form form : Normalizer.Form.values()) {
                texts.add(Normalizer.normalize(word, form) + " " + form);
            }
        }
        texts.addAll(emoji());
        texts.addAll(syntax());
        texts.add("Z" + "\u0300\u0301\u0302\u0303\u0304".repeat(40) + "algo");
        texts.addAll(List.of("\ud800", "a\udc00b", "\ud83d", "tail\ud83d", "\udc00head"));
        return new ArrayList<>(texts);
    }

    private static String ofScript(UnicodeScript script, int most) {
        return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> UnicodeScript.of(c) == script && Character.isDefined(c))
                .filter(c -> Character.getType(c) != Character.SURROGATE)
                .limit(most)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static IntStream unseen() {
        return IntStream.rangeClosed(0x80, 0xffff)
                .filter(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }

    private static List<String> emoji() {
        return List.of(
                "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66",
                "\ud83c\uddea\ud83c\uddfa",
                "\ud83d\udc4d\ud83c\udfff",
                "1\ufe0f\u20e3",
                "\u2764\ufe0f",
                "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f",
                "\ud83e\uddd1\u200d\ud83d\ude80 Ann");
    }

    private static List<String> syntax() {
        return List.of(
                "null",
                "undefined",
                "NaN",
                "true",
                "0",
                "-1e309",
                "''",
                "\"\"",
                "\\",
                "\\u0000",
                "%00",
                "%s%n%x",
                "${name}",
                "#{name}",
                "{{name}}",
                "<b>Ann</b>",
                "&amp;",
                "&#0;",
                "Ann'; DROP TABLE customers; --",
                "' OR 1=1 --",
                "../../etc",
                "a&b=c",
                "a=b;c",
                "[a]",
                "a[b]=c",
                "*1\r\n$4\r\nPING\r\n",
                "Ann\r\nSet-Cookie: a=b",
                "=1+1",
                "+Ann",
                "@Ann",
                ",;:|",
                "\ufeffAnn",
                "\ufffe\uffff",
                "  Ann  ",
                "Ann\tLee\nJr");
    }
}
