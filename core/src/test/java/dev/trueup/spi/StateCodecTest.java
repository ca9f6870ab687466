package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.trueup.fixture.Samples;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateCodecTest {

    private static final SubscriptionData FULL = new SubscriptionData(
            "sub_1",
            "trialing",
            "price_1",
            CREATED,
            NOW,
            true,
            CREATED,
            CREATED,
            NOW,
            CREATED,
            List.of(
                    new SubscriptionData.Item("si_1", "price_1", 1_999L, "eur", "month", 1, 3L),
                    new SubscriptionData.Item("si_2", "price_2", null, "eur", null, 1, null),
                    new SubscriptionData.Item(
                            "si_3",
                            "price_3",
                            null,
                            "eur",
                            "month",
                            1,
                            null,
                            new Pricing(
                                    null,
                                    "volume",
                                    List.of(new Pricing.Tier(10L, new BigDecimal("0.5"), BigDecimal.ONE)),
                                    12L,
                                    true))),
            new SubscriptionTerms(
                    "mixed",
                    true,
                    NOW,
                    List.of(
                            new Discount(new BigDecimal("12.5"), null, null, "repeating", NOW),
                            new Discount(null, 500L, "eur", "once", null)),
                    Map.of("plan", "gold")));
    private static final FreshnessState STATE = new FreshnessState(
            "life-1",
            7,
            6,
            new Finding.Live(new CustomerSnapshot(
                    new StripeCustomerData(
                            CUS_1, Samples.MAIL, ANN, "Ann é", List.of("sub_1", "sub_2"), "pm_1", CREATED, NOW),
                    List.of(FULL, subscription("sub_2", "canceled", null, null, null, false)),
                    new PaymentSummary("card", "visa", "4242", 12, 2030))),
            NOW);
    private static final FreshnessState TOMBSTONE = new FreshnessState("life-1", 7, 6, new Finding.Gone(CUS_1), NOW);

    /** Where the time stamp of a state stands whose incarnation has six bytes. */
    private static final int EXPIRES_AT = 1 + 4 + 6 + 8 + 8;

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void everyStateIsReadAsItWasWritten(@ForAll("states") FreshnessState state) {
        assertThat(StateCodec.decode(StateCodec.encode(state))).contains(state);
    }

    @Provide
    Arbitrary<FreshnessState> states() {
        return AnyStates.states();
    }

    @Test
    void whatIsCutOffAnywhereIsNothing() {
        for (FreshnessState state : List.of(STATE, TOMBSTONE)) {
            byte[] bytes = StateCodec.encode(state);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(StateCodec.decode(Arrays.copyOf(bytes, length)))
                        .as("the first %d bytes", length)
                        .isEmpty();
            }
        }
    }

    @Test
    void whatIsTooLongIsNothing() {
        byte[] bytes = StateCodec.encode(STATE);

        assertThat(StateCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    }

    @Test
    void noFlippedByteIsAnException() {
        for (FreshnessState state : List.of(STATE, TOMBSTONE)) {
            byte[] bytes = StateCodec.encode(state);
            for (int at = 0; at < bytes.length; at++) {
                for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) mask;
                    StateCodec.decode(flipped);
                }
            }
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void noRandomBytesAreAnException(@ForAll byte[] bytes) {
        decodes(bytes);
        byte[] versioned = bytes.clone();
        if (versioned.length > 0) {
            versioned[0] = 1;
            decodes(versioned);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void noRandomTailIsAnException(@ForAll byte[] tail, @ForAll("states") FreshnessState state) {
        byte[] bytes = StateCodec.encode(state);
        int at = Math.max(0, bytes.length - tail.length);
        System.arraycopy(tail, 0, bytes, at, Math.min(tail.length, bytes.length - at));
        decodes(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7fff_ffff, 0x4000_0000, -1, Integer.MIN_VALUE})
    void aHugeLengthIsNotBelieved(int length) {
        byte[] bytes = StateCodec.encode(STATE);
        ByteBuffer.wrap(bytes).putInt(1, length);

        long before = allocated();
        assertThat(StateCodec.decode(bytes)).isEmpty();
        assertThat(allocated() - before).isLessThan(1_000_000);
    }

    @Test
    void noLengthAnywhereMakesALargeAllocation() {
        byte[] bytes = StateCodec.encode(STATE);
        for (int at = 0; at + 4 <= bytes.length; at++) {
            byte[] hostile = bytes.clone();
            ByteBuffer.wrap(hostile).putInt(at, 0x7fff_fff0);

            long before = allocated();
            decodes(hostile);
            assertThat(allocated() - before).as("at %d", at).isLessThan(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 31_556_889_864_403_200L})
    void aTimeThatCannotBeIsNothing(long seconds) {
        byte[] bytes = StateCodec.encode(TOMBSTONE);
        ByteBuffer.wrap(bytes).putLong(EXPIRES_AT, seconds).putInt(EXPIRES_AT + 8, Integer.MAX_VALUE);
        assertThat(StateCodec.decode(bytes)).isEmpty();

        ByteBuffer.wrap(bytes).putInt(EXPIRES_AT + 8, Integer.MIN_VALUE);
        assertThat(StateCodec.decode(bytes)).isEmpty();
    }

    @Test
    void aFractionOfASecondIsLessThanASecond() {
        byte[] bytes = StateCodec.encode(TOMBSTONE);
        ByteBuffer.wrap(bytes).putInt(EXPIRES_AT + 8, 1_000_000_000);

        assertThat(StateCodec.decode(bytes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 2, -1})
    void anotherVersionIsNothing(byte version) {
        byte[] bytes = StateCodec.encode(STATE);
        bytes[0] = version;

        assertThat(StateCodec.decode(bytes)).isEmpty();
    }

    private static void decodes(byte[] bytes) {
        assertThatCode(() -> StateCodec.decode(bytes)).doesNotThrowAnyException();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
