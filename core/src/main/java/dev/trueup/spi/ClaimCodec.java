package dev.trueup.spi;

import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.protocol.Claims;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The bytes that an {@link AtomicStore} keeps of an event: a version, then the fields in order; under 200 of them. */
final class ClaimCodec {

    private static final byte VERSION = 1;

    private ClaimCodec() {}

    static byte[] encode(ClaimState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(letter(state.phase()));
            out.writeLong(state.epoch());
            out.writeInt(state.attempts());
            out.writeUTF(state.owner());
            out.writeUTF(state.fingerprint());
            out.writeLong(state.until().getEpochSecond());
            out.writeInt(state.until().getNano());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        return bytes.toByteArray();
    }

    /** The state in these bytes, or nothing if they are not exactly what {@link #encode} writes. */
    static Optional<ClaimState> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            ClaimState state = new ClaimState(
                    phase(in.readByte()),
                    in.readLong(),
                    in.readInt(),
                    Claims.requireToken("owner", in.readUTF()),
                    Claims.requireToken("fingerprint", in.readUTF()),
                    time(in.readLong(), in.readInt()));
            boolean sound = state.attempts() >= 0 && state.epoch() >= Math.max(1, state.attempts());
            return sound && in.available() == 0 ? Optional.of(state) : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static char letter(Phase phase) {
        return switch (phase) {
            case PROCESSING -> 'P';
            case FAILED -> 'F';
            case DONE -> 'D';
            case DEAD -> 'X';
        };
    }

    private static Phase phase(byte letter) throws IOException {
        return switch (letter) {
            case 'P' -> Phase.PROCESSING;
            case 'F' -> Phase.FAILED;
            case 'D' -> Phase.DONE;
            case 'X' -> Phase.DEAD;
            default -> throw new IOException("phase " + letter);
        };
    }

    private static Instant time(long seconds, int nanos) throws IOException {
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IOException("nanos " + nanos);
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
