package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The bytes of a record: a header in ASCII of fixed width, which the scripts read and write, and the finding, of which
 * they know the first letter only: {@code L} and a live customer's JSON, {@code G} and a deleted customer's, or {@code N}.
 */
final class StoredState {

    /** Version, last ticket, applied ticket, expiry, incarnation, kind: as in {@code common.lua}. */
    private static final int HEADER = 62;

    /** The largest number that the scripts can count on from. */
    private static final long LARGEST = (1L << 53) - 1;

    private StoredState() {}

    /** The finding as the put script takes it. */
    static byte[] encode(Finding finding) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(768);
        try {
            if (finding instanceof Finding.Live live) {
                out.write('L');
                out.write(CustomerJson.write(live.customer()));
            } else if (finding instanceof Finding.Gone gone) {
                out.write('G');
                out.write(CustomerJson.write(gone.customer()));
            } else {
                out.write('N');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // bytes in memory do not fail
        }
        return out.toByteArray();
    }

    /** The state in these bytes, or nothing if they are not exactly what the scripts write of this user. */
    static Optional<FreshnessState> decode(byte[] value, UserId user) {
        if (value.length < HEADER || value[0] != '1') {
            return Optional.empty();
        }
        long last = number(value, 1);
        long applied = number(value, 17);
        long expires = number(value, 33);
        String incarnation = new String(value, 49, 12, US_ASCII);
        if (applied < 0 || applied > last || last >= LARGEST || expires < 0 || expires >= LARGEST) {
            return Optional.empty();
        }
        if (!incarnation.chars().allMatch(StoredState::isOfIncarnation)) {
            return Optional.empty();
        }
        try {
            Finding finding = finding(value[HEADER - 1], value, user);
            Instant expiresAt = Instant.EPOCH.plus(expires, ChronoUnit.MICROS);
            return Optional.of(new FreshnessState(incarnation, last, applied, finding, expiresAt));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Finding finding(byte kind, byte[] value, UserId user) throws IOException {
        if (kind == 'L') {
            CustomerSnapshot customer = CustomerJson.readLive(value, HEADER);
            if (!customer.userId().equals(user)) {
                throw new IOException("not the user's");
            }
            return new Finding.Live(customer);
        }
        if (kind == 'G') {
            return new Finding.Gone(CustomerJson.readGone(value, HEADER));
        }
        if (kind != 'N' || value.length > HEADER) {
            throw new IOException("neither live nor gone nor nothing");
        }
        return Finding.nothing();
    }

    /** The number of sixteen digits at an offset, or -1 if there is none. */
    private static long number(byte[] value, int offset) {
        long number = 0;
        for (int i = offset; i < offset + 16; i++) {
            int digit = value[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean isOfIncarnation(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
