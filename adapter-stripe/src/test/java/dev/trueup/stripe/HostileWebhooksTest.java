package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.reason;
import static dev.trueup.stripe.StripeSigner.signed;
import static dev.trueup.stripe.StripeSigner.utf8;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.WebhookRejectedException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are signed and still no event: each is malformed, and none costs more than reading it. */
@Tag("promise:W11")
class HostileWebhooksTest {

    private static final String START =
            "{\"id\":\"evt_1\",\"type\":\"a.b\",\"created\":1700000000,\"data\":{\"object\":{}}";

    private static final String REST = "\"id\":\"evt_1\",\"type\":\"a.b\",\"created\":1700000000}";

    private final StripeWebhookVerifier verifier = verifier().build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "\"\"",
                "0",
                "true",
                "{",
                "}",
                START,
                START + "]",
                START + ",}",
                START + "}}",
                START + "} x",
                START + "}{}",
                START + ",\"x\":01}",
                START + ",\"x\":NaN}",
                START + ",'x':1}",
                START + ",x:1}",
                START + ",\"x\":1,}",
                START + "/* */}",
                START + ",\"x\":\"\\x\"}",
                START + ",\"x\":\"\\u12\"}",
                START + ",\"x\":\"\u0000\"}",
                START + ",\"x\":\"\n\"}",
                "\u0000" + START + "}",
                "\ufeff" + START + "}"
            })
    void whatIsNotOneObjectOfJsonIsMalformed(String body) {
        assertMalformed(utf8(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                START + ",\"id\":\"evt_2\"}",
                START + ",\"x\":1,\"x\":1}",
                START + ",\"x\":1,\"\\u0078\":1}",
                "{\"data\":{\"object\":{\"customer\":\"cus_1\",\"customer\":\"cus_2\"}}," + REST,
                "{\"data\":{\"object\":{\"metadata\":{\"userId\":\"user_1\",\"userId\":\"user_2\"}}}," + REST,
                "{\"data\":{\"object\":{},\"object\":{}}," + REST,
                "{\"related_object\":{\"id\":\"cus_1\",\"id\":\"cus_2\"},\"data\":{\"object\":{}}," + REST,
                START + ",\"account\":\"acct_1\",\"account\":null}"
            })
    void aNameThatOccursTwiceIsMalformed(String body) {
        assertMalformed(utf8(body));
    }

    @Test
    void namesInWhatNobodyReadsAreNotCompared() {
        assertThat(verifier.verify(signed(utf8(START + ",\"x\":{\"y\":1,\"y\":2}}"))))
                .isNotNull();
    }

    @Test
    void aBodyMayNestSixtyFourDeep() {
        assertThat(verifier.verify(signed(nested("[", 63, "]")))).isNotNull();
        assertThat(verifier.verify(signed(nested("{\"y\":", 63, "}")))).isNotNull();
        assertMalformed(nested("[", 64, "]"));
        assertMalformed(nested("{\"y\":", 64, "}"));
        assertMalformed(nested("[", 20_000, "]"));
        assertMalformed(nested("{\"y\":", 20_000, "}"));
    }

    @Test
    void aNumberMayHaveAHundredDigits() {
        assertThat(verifier.verify(signed(utf8(START + ",\"x\":" + "9".repeat(100) + "}"))))
                .isNotNull();
        assertMalformed(utf8(START + ",\"x\":" + "9".repeat(200_000) + "}"));
        assertMalformed(utf8(START + ",\"x\":0." + "9".repeat(200_000) + "}"));
        assertMalformed(utf8(START + ",\"x\":1e" + "9".repeat(200_000) + "}"));
    }

    @Test
    void manyNamesAreRead() {
        StringBuilder body = new StringBuilder(START);
        for (int i = 0; i < 80_000; i++) {
            body.append(",\"").append(Integer.toHexString(i)).append("\":1");
        }

        assertThat(verifier.verify(signed(utf8(body + "}")))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c328", "80", "e282", "f0288cbc", "f8a1a1a1a1"})
    void bytesThatAreNoUtf8AreMalformed(String hexadecimal) {
        for (String place : new String[] {",\"x\":\"%\"}", ",\"%\":1}", ",\"account\":\"%\"}", ",%}", "}%"}) {
            String[] around = (START + place).split("%", -1);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(utf8(around[0]));
            body.writeBytes(HexFormat.of().parseHex(hexadecimal));
            body.writeBytes(utf8(around[1]));

            assertMalformed(body.toByteArray());
        }
    }

    @Test
    void anotherEncodingIsMalformed() {
        for (Charset other : new Charset[] {
            StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16, Charset.forName("UTF-32BE")
        }) {
            assertMalformed((START + "}").getBytes(other));
        }
    }

    @Test
    void loneSurrogatesAndZerosWhereNobodyLooksDoNoHarm() {
        assertThat(verifier.verify(signed(utf8(START + ",\"x\":\"\\ud800 \\udc00 \\u0000\"}"))))
                .isNotNull();
    }

    private void assertMalformed(byte[] body) {
        assertThat(reason(verifier, signed(body))).isEqualTo(Reason.BODY_MALFORMED);
    }

    private static byte[] nested(String open, int times, String close) {
        return utf8(START + ",\"x\":" + open.repeat(times) + "1" + close.repeat(times) + "}");
    }
}
