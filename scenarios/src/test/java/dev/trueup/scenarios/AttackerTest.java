package dev.trueup.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.identity.EmailLinking;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.LinkResult.Outcome;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.spi.TrueupListener;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.FakeUser;
import dev.trueup.testservers.RedisServer;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mallory wants what Victoria pays for. The victim's customer, its subscriptions and its record stay as they are, and
 * nothing of them is shown, whether or not addresses may link.
 */
class AttackerTest {

    private static final String VICTIMS_MAIL = "victoria@example.com";
    private static final UserId VICTIM = new UserId("user_victoria");
    private static final UserId MALLORY = new UserId("user_mallory");

    private final FakeClerk clerk = FakeClerk.start();
    private final FakeStripe stripe = FakeStripe.start();

    @BeforeEach
    void aVictimWhoPays() {
        clerk.createUser(it -> it.id(VICTIM.value()).email("v@private.example"));
        stripe.createCustomer(
                it -> it.id("cus_victim").email(VICTIMS_MAIL).name("Victoria").userId(VICTIM.value()));
        stripe.createSubscription(
                "cus_victim", it -> it.id("sub_victim").price("price_pro").status("active"));
    }

    @AfterEach
    void close() {
        stripe.close();
        clerk.close();
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void theVictimsAddressUnverified(EmailLinking linking) {
        getsACustomerOfTheirOwn(linking, it -> it.unverifiedEmail(VICTIMS_MAIL));
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void theVictimsAddressOfWhichClerkSaysNothing(EmailLinking linking) {
        getsACustomerOfTheirOwn(linking, it -> it.emailWithoutVerification(VICTIMS_MAIL));
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void theVictimsAddressInOtherCase(EmailLinking linking) {
        getsACustomerOfTheirOwn(linking, it -> it.email("Victoria@Example.com"));
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void theVictimsAddressAsASecondaryOne(EmailLinking linking) {
        getsACustomerOfTheirOwn(linking, it -> it.email("mallory@example.com").secondaryEmail(VICTIMS_MAIL));
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void aNoteThatNamesTheVictimsCustomer(EmailLinking linking) {
        getsACustomerOfTheirOwn(
                linking, it -> it.email("mallory@example.com").privateMetadata("stripeCustomerId", "cus_victim"));
    }

    @Test
    @Tag("promise:I4")
    void theVictimsVerifiedAddressIsNotEnoughByItself() {
        getsACustomerOfTheirOwn(EmailLinking.OFF, it -> it.email(VICTIMS_MAIL));
    }

    @Test
    @Tag("promise:I4")
    void theVictimsVerifiedAddressIsAConflictWhereAddressesLink() {
        getsNothing(Outcome.CONFLICT, it -> it.email(VICTIMS_MAIL));
    }

    @Test
    @Tag("promise:I4")
    void severalCustomersWithTheVictimsAddressAreAmbiguousWhereAddressesLink() {
        stripe.createCustomer(it -> it.id("cus_other").email(VICTIMS_MAIL));

        getsNothing(Outcome.AMBIGUOUS, it -> it.email(VICTIMS_MAIL));
    }

    @Test
    @Tag("promise:A2")
    @Tag("promise:A3")
    void theVictimsSubscriptionAndSession() {
        clerk.createUser(it -> it.id(MALLORY.value()).email("mallory@example.com"));
        String price = stripe.createPrice(it -> {});
        try (House house = house(EmailLinking.OFF)) {
            house.trueup.userSync().sync(MALLORY);
            JsonNode before = stripe.subscription("sub_victim");
            String session = house.trueup
                    .checkout()
                    .start(
                            VICTIM,
                            new CheckoutOrder(price, CheckoutOrder.Mode.SUBSCRIPTION, "https://a.example/", null))
                    .sessionId();

            assertThat(house.trueup.subscriptions().cancel(MALLORY, "sub_victim", End.NOW))
                    .returns(SubscriptionChange.Outcome.FOREIGN, SubscriptionChange::outcome)
                    .returns(null, SubscriptionChange::subscription);
            assertThat(house.trueup
                            .subscriptions()
                            .reactivate(MALLORY, "sub_victim")
                            .outcome())
                    .isEqualTo(SubscriptionChange.Outcome.FOREIGN);
            assertThat(house.trueup.sync().afterCheckout(String.valueOf(session), MALLORY))
                    .returns(RefreshResult.Outcome.FOREIGN_CHECKOUT, RefreshResult::outcome)
                    .returns(null, RefreshResult::snapshot);

            assertThat(stripe.subscription("sub_victim")).isEqualTo(before);
        }
    }

    private void getsACustomerOfTheirOwn(EmailLinking linking, Consumer<FakeUser> mallory) {
        try (House house = house(linking)) {
            LinkResult result = sync(house, mallory);

            assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
            assertThat(house.cache.find(MALLORY)).hasValueSatisfying(it -> {
                assertThat(it.customerId()).isEqualTo(result.customer()).isNotEqualTo(victimsCustomer());
                assertThat(it.subscriptions()).isEmpty();
            });
            assertTheVictimIsUntouched(house);
        }
    }

    private void getsNothing(Outcome outcome, Consumer<FakeUser> mallory) {
        try (House house = house(EmailLinking.VERIFIED_ADDRESS)) {
            int customers = stripe.customerIds().size();

            assertThat(sync(house, mallory).outcome()).isEqualTo(outcome);

            assertThat(stripe.customerIds()).hasSize(customers);
            assertThat(house.cache.find(MALLORY)).isEmpty();
            assertThat(house.store.find(MALLORY)).isEmpty();
            assertTheVictimIsUntouched(house);
        }
    }

    private LinkResult sync(House house, Consumer<FakeUser> mallory) {
        house.trueup.sync().refresh(VICTIM);
        clerk.createUser(it -> mallory.accept(it.id(MALLORY.value())));
        return house.trueup.userSync().sync(MALLORY).link();
    }

    private void assertTheVictimIsUntouched(House house) {
        assertThat(stripe.customer("cus_victim").at("/metadata/userId").asText())
                .isEqualTo(VICTIM.value());
        assertThat(stripe.customer("cus_victim").path("name").asText()).isEqualTo("Victoria");
        assertThat(stripe.calls().of("POST", "/v1/customers/cus_victim")).isEmpty();
        assertThat(stripe.subscription("sub_victim").path("status").asText()).isEqualTo("active");
        house.cache.find(VICTIM).ifPresent(it -> assertThat(it.customerId()).isEqualTo(victimsCustomer()));
    }

    private static CustomerId victimsCustomer() {
        return new CustomerId("cus_victim");
    }

    private House house(EmailLinking linking) {
        return new House(
                RedisServer.shared(), UUID.randomUUID().toString(), clerk, stripe, TrueupListener.NONE, linking);
    }
}
