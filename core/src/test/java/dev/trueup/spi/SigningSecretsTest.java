package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SigningSecretsTest {

    private static final byte[] OLD = bytes("old");
    private static final byte[] NEW = bytes("new");
    private static final byte[] BODY = bytes("body");

    /** HMAC-SHA-256 of "body" under "old" and "new", from another implementation. */
    private static final byte[] BY_OLD = hex("356236a7dbe9d36f96f8d62b863eeab89106e41c08d803d0787bae34540b67c8");

    private static final byte[] BY_NEW = hex("9f2df9b4d34a8495951b6c812c59bd912a89abe10077c449d6bb512cc2e7513e");

    private static final byte[] WRONG = new byte[32];

    private final SigningSecrets both = new SigningSecrets(List.of(OLD, NEW));

    @Test
    void everySecretCounts() {
        assertThat(both.haveSigned(List.of(BY_OLD), BODY)).isTrue();
        assertThat(both.haveSigned(List.of(BY_NEW), BODY)).isTrue();
        assertThat(new SigningSecrets(List.of(NEW)).haveSigned(List.of(BY_OLD), BODY))
                .isFalse();
    }

    @Test
    void everySignatureCounts() {
        assertThat(both.haveSigned(List.of(WRONG, BY_NEW), BODY)).isTrue();
        assertThat(both.haveSigned(List.of(BY_OLD, WRONG), BODY)).isTrue();
        assertThat(both.haveSigned(List.of(WRONG), BODY)).isFalse();
        assertThat(both.haveSigned(List.of(), BODY)).isFalse();
    }

    @Test
    void theMessageIsItsPartsInTheirOrder() {
        assertThat(both.haveSigned(List.of(BY_OLD), bytes("bo"), new byte[0], bytes("dy")))
                .isTrue();
        assertThat(both.haveSigned(List.of(BY_OLD), bytes("dy"), bytes("bo"))).isFalse();
    }

    @Test
    void aPartOfASignatureIsNone() {
        assertThat(both.haveSigned(List.of(Arrays.copyOf(BY_OLD, 16), Arrays.copyOf(BY_OLD, 33), new byte[0]), BODY))
                .isFalse();
    }

    @Test
    void theKeysAreCopied() {
        byte[] key = OLD.clone();
        SigningSecrets secrets = new SigningSecrets(List.of(key));
        key[0]++;

        assertThat(secrets.haveSigned(List.of(BY_OLD), BODY)).isTrue();
    }

    @Test
    void noSecretAndAnEmptySecretAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningSecrets(List.of()))
                .withMessage("there must be at least one secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SigningSecrets(List.of(OLD, new byte[0])))
                .withMessage("a secret must not be empty");
    }

    @Test
    void theStringFormTellsTheNumberAlone() {
        assertThat(both).hasToString("SigningSecrets[2]");
    }

    /** Among the published ones are shortened tags, which are genuine for others but not for us. */
    @Test
    void vectorsAreToldRight() throws IOException {
        List<Vector> vectors = vectors();
        assertThat(vectors.stream().filter(Vector::genuine)).hasSizeGreaterThan(2);
        assertThat(vectors.stream().filter(vector -> !vector.genuine())).hasSizeGreaterThan(2);

        for (Vector vector : vectors) {
            boolean signed = new SigningSecrets(List.of(hex(vector.key)))
                    .haveSigned(List.of(hex(vector.tag)), hex(vector.message));

            assertThat(signed).as(vector.toString()).isEqualTo(vector.genuine());
        }
    }

    private static List<Vector> vectors() throws IOException {
        Path published = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve("shared/fixtures/wycheproof/testvectors_v1/hmac_sha256_test.json"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(Path.of("src", "test", "resources", "samples", "hmac.json"));
        System.out.println("HMAC vectors: " + published);
        Matcher each = Pattern.compile("\"key\": \"(\\w*)\",\\s+\"msg\": \"(\\w*)\",\\s+\"tag\": \"(\\w*)\",\\s+"
                        + "\"result\": \"(valid|invalid)\"")
                .matcher(Files.readString(published));
        List<Vector> vectors = new ArrayList<>();
        while (each.find()) {
            vectors.add(new Vector(each.group(1), each.group(2), each.group(3), each.group(4)));
        }
        return vectors;
    }

    private record Vector(String key, String message, String tag, String result) {
        boolean genuine() {
            return result.equals("valid") && tag.length() == 64;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
