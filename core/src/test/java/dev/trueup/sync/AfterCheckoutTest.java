package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.RefreshResult.Outcome.FOREIGN_CHECKOUT;
import static dev.trueup.model.RefreshResult.Outcome.UNKNOWN_CHECKOUT;
import static dev.trueup.model.RefreshResult.Outcome.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trueup.fixture.MapBilling;
import dev.trueup.model.CheckoutSession;
import dev.trueup.model.CustomerId;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AfterCheckoutTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapBilling billing = fixture.billing;
    private final CustomerSync sync = fixture.sync;

    AfterCheckoutTest() {
        fixture.users.add(ANN, MAIL, NAME).add(BOB, MAIL, NAME);
    }

    @Test
    @Tag("promise:W16")
    void whatWasBoughtIsInTheCacheBeforeTheCallReturns() {
        billing.add(live(CUS_1, ANN, subscription("sub_1"))).add(session(CUS_1, ANN));

        RefreshResult result = sync.afterCheckout("cs_1", ANN);

        assertThat(result.outcome()).isEqualTo(UPDATED);
        assertThat(result.customerId()).contains(CUS_1);
        assertThat(fixture.cache.find(ANN).map(it -> it.subscriptions().size())).contains(1);
        assertThat(billing.found()).containsExactly(CUS_1);
    }

    @Test
    void aSessionWithoutAReferenceCountsByItsCustomerAlone() {
        billing.add(live(CUS_1, ANN)).add(session(CUS_1, null));

        assertThat(sync.afterCheckout("cs_1", ANN).outcome()).isEqualTo(UPDATED);
    }

    @Test
    @Tag("promise:W16")
    void aSessionOfSomebodyElsesCustomerIsForeign() {
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, BOB)).add(session(CUS_2, null));

        RefreshResult result = sync.afterCheckout("cs_1", ANN);

        assertThat(result.outcome()).isEqualTo(FOREIGN_CHECKOUT);
        assertThat(result.snapshot()).isNull();
        assertThat(fixture.cache.findCustomerId(BOB)).isEmpty();
    }

    @Test
    @Tag("promise:W16")
    void aSessionThatWasMadeForSomebodyElseIsForeignAndNotEvenRead() {
        billing.add(live(CUS_1, ANN)).add(session(CUS_1, BOB));

        assertThat(sync.afterCheckout("cs_1", ANN).outcome()).isEqualTo(FOREIGN_CHECKOUT);
        assertThat(billing.found()).isEmpty();
        assertThat(fixture.cache.puts()).isEmpty();
    }

    @Test
    @Tag("promise:W16")
    void anUnknownSessionAndOneOfAGuestAreForeignAsWell() {
        billing.add(session(null, ANN));

        assertThat(sync.afterCheckout("cs_1", ANN).outcome()).isEqualTo(FOREIGN_CHECKOUT);
        assertThat(sync.afterCheckout("cs_unknown", ANN).outcome()).isEqualTo(UNKNOWN_CHECKOUT);
        assertThat(fixture.told).containsExactly("FOREIGN_CHECKOUT user_ann", "UNKNOWN_CHECKOUT user_ann");
    }

    @Test
    void aSessionThatCannotBeReadIsAnOutage() {
        billing.goAway();

        assertThatExceptionOfType(SourceUnavailableException.class).isThrownBy(() -> sync.afterCheckout("cs_1", ANN));
        assertThat(fixture.told).containsExactly("stripe failed in refresh");
    }

    private static CheckoutSession session(@Nullable CustomerId customer, @Nullable UserId user) {
        return new CheckoutSession("cs_1", customer, user);
    }
}
