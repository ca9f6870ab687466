package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The key that signs session tokens; made when it is first asked for, which takes a while. Thread-safe. */
final class ClerkKeys {

    private static final int BITS = 2048;
    private static final int ID_BYTES = 12;

    private @Nullable KeyPair pair;

    synchronized KeyPair pair() {
        KeyPair made = pair;
        if (made == null) {
            made = generate();
            pair = made;
        }
        return made;
    }

    synchronized void rotate() {
        pair = null;
    }

    /** Made from the key, so that no two fakes share one: Clerk's SDK keeps keys by this id for the whole process. */
    static String id(KeyPair pair) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(pair.getPublic().getEncoded());
            return "ins_" + HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String pem() {
        return pem(pair());
    }

    static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    ObjectNode set() {
        KeyPair signing = pair();
        RSAPublicKey key = (RSAPublicKey) signing.getPublic();
        ObjectNode json = Json.object();
        json.putArray("keys")
                .addObject()
                .put("use", "sig")
                .put("kty", "RSA")
                .put("kid", id(signing))
                .put("alg", "RS256")
                .put("n", number(key.getModulus()))
                .put("e", number(key.getPublicExponent()));
        return json;
    }

    private static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
