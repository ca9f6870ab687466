package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.Events;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapLeases;
import dev.trueup.fixture.MapUsers;
import dev.trueup.fixture.MapWriter;
import dev.trueup.identity.CustomerLinker;
import dev.trueup.identity.LinkEnvironment;
import dev.trueup.identity.LinkSettings;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.LinkResult.Outcome;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.UserSyncResult;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UserSyncTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapUsers users = fixture.users;
    private final MapBilling billing = fixture.billing;
    private final MapWriter writer = new MapWriter(billing);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final UserSync sync = sync();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    @Test
    @Tag("promise:I6")
    void aNewUserGetsACustomerWithTheirAddressAndNameAndARecord() {
        users.add(ANN, MAIL, NAME);

        UserSyncResult result = sync.sync(ANN);

        assertThat(result.link().outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.writes()).isEqualTo(1);
        assertThat(fixture.cache.find(ANN)).hasValueSatisfying(it -> assertThat(it.customer())
                .returns(MAIL, StripeCustomerData::email)
                .returns(NAME, StripeCustomerData::name));
    }

    @Test
    @Tag("promise:I6")
    void aProfileThatStripeHasAlreadyIsNotWritten() {
        users.add(ANN, MAIL, "  Ann Lee ");
        billing.add(live(CUS_1, ANN));

        assertThat(sync.sync(ANN).writes()).isZero();
        assertThat(writer.done()).isEmpty();
    }

    @Test
    void aProfileWithoutAddressAndNameTakesThemFromTheCustomer() {
        users.add(ANN, null, null, CUS_1);
        billing.add(live(CUS_1, ANN));

        sync.sync(ANN);

        assertThat(billing.state(CUS_1).customer())
                .returns(null, BillingCustomer::email)
                .returns(null, BillingCustomer::name);
    }

    @Test
    @Tag("promise:I6")
    void aProfileThatChangesWhileItIsWrittenIsWrittenOnceMore() {
        users.add(ANN, "old@example.com", NAME, CUS_1);
        billing.add(live(CUS_1, ANN, "older@example.com", NAME));
        writer.onUpdate(() -> users.add(ANN, "new@example.com", NAME, CUS_1));

        assertThat(sync.sync(ANN).writes()).isEqualTo(2);
        assertThat(billing.state(CUS_1).customer().email()).isEqualTo("new@example.com");
    }

    @Test
    void aProfileThatNeverStopsChangingIsLeftToItsEvents() {
        billing.add(live(CUS_1, ANN, "older@example.com", NAME));
        users.add(ANN, "0@example.com", NAME, CUS_1);
        AtomicInteger changes = new AtomicInteger();
        users.onFind(() -> users.add(ANN, changes.incrementAndGet() + "@example.com", NAME, CUS_1));

        assertThat(sync.sync(ANN).writes()).isEqualTo(3);
    }

    @Test
    void aUserWhoIsGoneFromClerkIsPartedFromTheirCustomer() {
        fixture.cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        UserSyncResult result = sync.sync(ANN);

        assertThat(result.link().outcome()).isEqualTo(Outcome.USER_NOT_FOUND);
        assertThat(fixture.cache.find(ANN)).isEmpty();
        assertThat(writer.done()).isEmpty();
        assertThat(billing.state(CUS_1)).isEqualTo(live(CUS_1, ANN));
    }

    @Test
    void aWriteThatStripeDoesNotTakeIsTheCallersToRepeat() {
        users.add(ANN, "new@example.com", NAME, CUS_1);
        billing.add(live(CUS_1, ANN));
        writer.goAway();

        assertThatThrownBy(() -> sync.sync(ANN)).isInstanceOf(SourceUnavailableException.class);
    }

    @Test
    void aCheckoutFindsTheCustomerWithoutWritingOrCreatesItWithItsProfile() {
        users.add(ANN, MAIL, NAME).add(BOB, "bob@example.com", "Bob");
        billing.add(live(CUS_1, ANN, "other@example.com", NAME)).add(live(CUS_1, ANN));

        assertThat(sync.customerOf(ANN).customer()).isEqualTo(CUS_1);
        assertThat(writer.done()).isEmpty();
        assertThat(billing.state(sync.customerOf(BOB).linked().orElseThrow())
                        .customer()
                        .email())
                .isEqualTo("bob@example.com");
    }

    @Test
    @Tag("promise:I6")
    void eventsOfUsersComeInAnyOrderAndEndWithTheProfileInStripe() {
        users.add(ANN, MAIL, NAME);
        EventSignals signals = new EventSignals(fixture.sync, sync, null, billing, environment(), timer);

        signals.handle(Events.clerk("msg_2", "user.updated", ANN));
        users.add(ANN, "new@example.com", NAME);
        signals.handle(Events.clerk("msg_1", "user.created", ANN));

        assertThat(writer.creations()).isEqualTo(1);
        assertThat(fixture.cache.find(ANN).map(it -> it.customer().email())).contains("new@example.com");
    }

    @Test
    @Tag("promise:I6")
    void anEventOfAUserWhoIsGoneCreatesNothing() {
        EventSignals signals = new EventSignals(fixture.sync, sync, null, billing, environment(), timer);

        signals.handle(Events.clerk("msg_1", "user.created", ANN));

        assertThat(writer.done()).isEmpty();
        assertThat(fixture.told).contains(RefreshResult.Outcome.USER_NOT_FOUND + " user_ann");
    }

    private UserSync sync() {
        LinkEnvironment links = new LinkEnvironment(
                writer, fixture.cache, new MapLeases(), null, LinkSettings.DEFAULT, TrueupListener.NONE, fixture.clock);
        CustomerLinker linker = new CustomerLinker(users, billing, links);
        return new UserSync(users, writer, linker, fixture.sync, environment());
    }

    private SyncEnvironment environment() {
        SyncSettings settings = SyncSettings.DEFAULT.withSecondLook(Duration.ZERO);
        return new SyncEnvironment(settings, TrueupListener.NONE, Runnable::run, fixture.clock, Copies.NONE);
    }
}
