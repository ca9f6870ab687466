package dev.trueup.spi;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of one endpoint: several while one is being replaced by another. Tells whether a message was signed with
 * HMAC-SHA-256 under one of them; which one, or how nearly, it tells nobody, by no difference in time either. Its string
 * form tells how many there are. Immutable and thread-safe.
 */
public final class SigningSecrets {

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * Takes the bytes of the keys, and copies them.
     *
     * @throws IllegalArgumentException if there is none, or if one is empty
     */
    public SigningSecrets(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one secret");
        }
        if (keys.stream().anyMatch(key -> key.length == 0)) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        this.keys = keys.stream().map(key -> new SecretKeySpec(key, ALGORITHM)).toList();
    }

    /**
     * Whether one of the signatures is that of the message under one of the secrets. Every signature is compared with
     * every secret's, so bound their number before. A shortened signature is none.
     *
     * @param signatures as they came, decoded
     * @param message the parts of the message, one after the other; no part is copied
     */
    public boolean haveSigned(List<byte[]> signatures, byte[]... message) {
        boolean signed = false;
        for (SecretKeySpec key : keys) {
            byte[] genuine = sign(key, message);
            for (byte[] signature : signatures) {
                signed |= MessageDigest.isEqual(genuine, signature);
            }
        }
        return signed;
    }

    private static byte[] sign(SecretKeySpec key, byte[]... message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : message) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The number alone. */
    @Override
    public String toString() {
        return "SigningSecrets[" + keys.size() + "]";
    }
}
