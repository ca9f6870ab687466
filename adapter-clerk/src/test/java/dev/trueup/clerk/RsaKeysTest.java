package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The key as dashboards, files and environment variables carry it. */
class RsaKeysTest {

    private static final KeyPair KEY = Tokens.KEY;
    private static final String PEM = Tokens.pem(KEY).replace("\r", "");

    @TestFactory
    Stream<DynamicTest> aKeyIsReadHoweverItsLinesAreBroken() {
        return Stream.of(
                        PEM,
                        PEM.strip(),
                        "  \n" + PEM + "\n\n",
                        PEM.replace("\n", "\r\n"),
                        PEM.replace("\n", "\\n"),
                        PEM.replace("\n", "\\r\\n"),
                        PEM.replace("\n", " "),
                        PEM.replace("\n", ""),
                        Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded()))
                .map(pem -> DynamicTest.dynamicTest(
                        pem, () -> assertThat(RsaKeys.ofPem(pem)).isEqualTo(KEY.getPublic())));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoKeyIsRefusedWithoutAWordOfIt() throws Exception {
        String secret = Base64.getEncoder().encodeToString(KEY.getPrivate().getEncoded());
        KeyPair elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair();
        return Stream.of(
                        "",
                        " ",
                        "sk_test_SECRET",
                        "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
                        "-----BEGIN PUBLIC KEY-----\nSECRET\n-----END PUBLIC KEY-----",
                        PEM.replace("MII", "!!!"),
                        PEM.substring(0, PEM.length() / 2),
                        PEM + PEM,
                        PEM.replace("PUBLIC", "RSA PUBLIC"),
                        "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----",
                        "-----BEGIN PUBLIC KEY-----\n" + secret + "\n-----END PUBLIC KEY-----",
                        Tokens.pem(Tokens.rsa(1024)),
                        Tokens.pem(elliptic))
                .map(text ->
                        DynamicTest.dynamicTest("'" + text.lines().findFirst().orElse("") + "'", () -> {
                            assertThatThrownBy(() -> ClerkSessions.withKey(text))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessage("the key must be the PEM of an RSA public key of at least 2048 bits")
                                    .hasNoCause();
                        }));
    }

    @Test
    void ofAnEmptySetThereIsNoKey() {
        assertThat(RsaKeys.ofSet(List.of())).isEmpty();
    }
}
