package dev.trueup.spi;

import static dev.trueup.fixture.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimState.Phase;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimCodecTest {

    private static final ClaimState STATE =
            new ClaimState(Phase.PROCESSING, 7, 3, "owner_-1", "a".repeat(64), NOW.plusNanos(123_456_789));

    private static final int EPOCH = 2;
    private static final int ATTEMPTS = 10;
    private static final int OWNER = 14;

    @ParameterizedTest
    @EnumSource(Phase.class)
    void everyStateIsReadAsItWasWritten(Phase phase) {
        for (Instant until : new Instant[] {Instant.MIN, Instant.EPOCH, NOW, Instant.MAX}) {
            ClaimState state = new ClaimState(phase, Long.MAX_VALUE, 0, "o", "f", until);

            assertThat(ClaimCodec.decode(ClaimCodec.encode(state))).contains(state);
        }
        assertThat(ClaimCodec.decode(ClaimCodec.encode(STATE))).contains(STATE);
    }

    @Test
    void aStateTakesUnder200Bytes() {
        ClaimState longest = new ClaimState(Phase.DONE, 7, 3, "o".repeat(64), "f".repeat(64), NOW);

        assertThat(ClaimCodec.encode(longest)).hasSizeLessThan(200);
    }

    @Test
    void whatIsCutOffAnywhereOrTooLongIsNothing() {
        byte[] bytes = ClaimCodec.encode(STATE);
        for (int length = 0; length < bytes.length; length++) {
            assertThat(ClaimCodec.decode(Arrays.copyOf(bytes, length)))
                    .as("the first %d bytes", length)
                    .isEmpty();
        }
        assertThat(ClaimCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 2, -1})
    void anotherVersionIsNothing(byte version) {
        byte[] bytes = ClaimCodec.encode(STATE);
        bytes[0] = version;

        assertThat(ClaimCodec.decode(bytes)).isEmpty();
    }

    @Test
    void countsThatCannotBeAreNothing() {
        assertThat(ClaimCodec.decode(buffer().putLong(EPOCH, 0).array())).isEmpty();
        assertThat(ClaimCodec.decode(buffer().putLong(EPOCH, -1).array())).isEmpty();
        assertThat(ClaimCodec.decode(buffer().putInt(ATTEMPTS, -1).array())).isEmpty();
        assertThat(ClaimCodec.decode(buffer().putInt(ATTEMPTS, 8).array()))
                .as("more attempts than claims")
                .isEmpty();
    }

    @Test
    void anOwnerThatIsNoTokenIsNothing() {
        assertThat(ClaimCodec.decode(buffer().put(OWNER + 2, (byte) '\n').array()))
                .isEmpty();
        assertThat(ClaimCodec.decode(buffer().putShort(OWNER, (short) 0).array()))
                .isEmpty();
        assertThat(ClaimCodec.decode(buffer().putShort(OWNER, (short) 0xffff).array()))
                .isEmpty();
    }

    @Test
    void aTimeThatCannotBeIsNothing() {
        ByteBuffer bytes = buffer();
        int nanos = bytes.capacity() - 4;
        assertThat(ClaimCodec.decode(bytes.putInt(nanos, 1_000_000_000).array()))
                .isEmpty();
        assertThat(ClaimCodec.decode(bytes.putInt(nanos, -1).array())).isEmpty();
        assertThat(ClaimCodec.decode(buffer().putLong(nanos - 8, Long.MAX_VALUE).array()))
                .isEmpty();
    }

    @Test
    void noFlippedBitIsAnException() {
        byte[] bytes = ClaimCodec.encode(STATE);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(ClaimCodec.decode(flipped)).as("bit %d", bit).isNotEqualTo(Optional.of(STATE));
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void noRandomTailIsAnException(@ForAll byte[] tail) {
        byte[] bytes = ClaimCodec.encode(STATE);
        int length = Math.min(tail.length, bytes.length - 1);
        System.arraycopy(tail, 0, bytes, bytes.length - length, length);

        assertThatCode(() -> ClaimCodec.decode(bytes)).doesNotThrowAnyException();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.wrap(ClaimCodec.encode(STATE));
    }
}
