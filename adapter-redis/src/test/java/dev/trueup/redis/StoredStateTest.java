package dev.trueup.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredStateTest {

    private static final UserId ANN = new UserId("user_ann");
    private static final CustomerId CUSTOMER = new CustomerId("cus_ann");
    private static final Instant CREATED = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void aCustomerIsJsonOfItsEightFieldsByTheirNames() {
        CustomerSnapshot bare = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, null, ANN, null, List.of(), null, CREATED, CREATED.plusSeconds(1)),
                List.of(),
                null);

        assertThat(new String(StoredState.encode(new Finding.Live(bare)), UTF_8))
                .isEqualTo("L{\"stripeCustomerId\":\"cus_ann\",\"email\":null,\"userId\":\"user_ann\",\"name\":null,"
                        + "\"subscriptions\":[],\"defaultPaymentMethod\":null,\"created\":1700000000,"
                        + "\"updatedAt\":1700000001}");
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {"", "\u0000\n\"\\", "صوفيا \u202e", "\ud83d\ude00", "half \ud83d of a pair", "\ude00", "\uffff"})
    void anyTextComesBackAsItWas(String text) {
        CustomerSnapshot customer = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, text, ANN, text, List.of(), text, CREATED, CREATED), List.of(), null);

        assertThat(roundTrip(customer)).isEqualTo(customer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1969-12-31T23:59:59.999999999Z",
                "2026-01-01T00:00:00.123456Z",
                "9999-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void anyTimeComesBackToTheNanosecond(Instant time) {
        SubscriptionData subscription = new SubscriptionData(
                "sub_1",
                "paused",
                null,
                time,
                time,
                true,
                time,
                time,
                time,
                time,
                List.of(new SubscriptionData.Item("si_1", "price_1", -1L, "jpy", null, 3, null)));
        CustomerSnapshot customer = new CustomerSnapshot(
                new StripeCustomerData(CUSTOMER, null, ANN, null, List.of("sub_1"), null, time, time),
                List.of(subscription),
                null);

        assertThat(roundTrip(customer)).isEqualTo(customer);
    }

    @Test
    void numbersFromBefore2001AreAsWideAsOthers() {
        String header = "1" + "0000000000000007" + "0000000000000003" + "0946684800000000" + "AAAAAAAAAAAA";

        assertThat(StoredState.decode((header + "N").getBytes(UTF_8), ANN))
                .contains(new FreshnessState(
                        "AAAAAAAAAAAA", 7, 3, Finding.nothing(), Instant.parse("2000-01-01T00:00:00Z")));
    }

    @Test
    void aTimeThatWasNotHeardOfHasNotCome() {
        StoreClock clock = new StoreClock();
        assertThat(clock.hasReached(0)).isFalse();

        clock.heard(1_000_000);
        assertThat(clock.hasReached(1_000_000)).isTrue();
        assertThat(clock.hasReached(1_000_000 + 3_600_000_000L)).isFalse();

        clock.heard(500_000); // Redis' clock was set back
        assertThat(clock.hasReached(500_000 + 3_600_000_000L)).isFalse();
    }

    private static CustomerSnapshot roundTrip(CustomerSnapshot customer) {
        byte[] finding = StoredState.encode(new Finding.Live(customer));
        byte[] header = ("1" + "0".repeat(48) + "AAAAAAAAAAAA").getBytes(UTF_8);
        byte[] value = new byte[header.length + finding.length];
        System.arraycopy(header, 0, value, 0, header.length);
        System.arraycopy(finding, 0, value, header.length, finding.length);
        return StoredState.decode(value, ANN)
                .flatMap(state -> state.finding().snapshot())
                .orElseThrow();
    }
}
