package dev.trueup.examples;

import dev.trueup.Trueup;
import dev.trueup.TrueupBuilder;
import dev.trueup.clerk.ClerkDirectory;
import dev.trueup.identity.EmailLinking;
import dev.trueup.identity.LinkSettings;
import dev.trueup.memory.MemoryCustomerCache;
import dev.trueup.memory.MemoryLeases;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CheckoutStart;
import dev.trueup.model.LinkResult;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import dev.trueup.spi.BillingActions.End;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Leases;
import dev.trueup.stripe.StripeActions;
import dev.trueup.stripe.StripeDirectory;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import java.io.PrintStream;

/** A user's way from sign-up to a cancelled subscription, and somebody who tries to take it. */
public final class FirstCustomer {

    private FirstCustomer() {}

    /** Runs the example. */
    public static void main(String... args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        CustomerCache cache = MemoryCustomerCache.create();
        Leases leases = MemoryLeases.create();
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start();
                StripeDirectory billing =
                        StripeDirectory.builder(Services.stripe(stripe)).build();
                StripeActions actions =
                        StripeActions.builder(Services.stripe(stripe)).build()) {
            ClerkDirectory users = ClerkDirectory.builder(Services.clerk(clerk)).build();
            // region identity-wiring
            Trueup trueup = Trueup.builder()
                    .cache(cache)
                    .users(users)
                    .billing(billing)
                    .customers(actions) // creates customers and writes their profiles
                    .actions(actions) // subscriptions and checkout
                    .leases(leases) // RedisLeases, or in memory for one instance
                    .metadata(users) // notes customer and subscription with the user in Clerk
                    .build();
            // endregion
            clerk.createUser(it ->
                    it.id("user_ann").email("ann@example.com").firstName("Ann").lastName("Lee"));
            clerk.createUser(it -> it.id("user_eve").unverifiedEmail("ann@example.com"));
            stripe.createPrice(it -> it.id("price_pro"));
            tell(trueup, stripe, out);
            trueup.close();
        }
    }

    private static void tell(Trueup trueup, FakeStripe stripe, PrintStream out) {
        UserId user = new UserId("user_ann");
        // region identity-link
        LinkResult link = trueup.linker().link(user); // finds or creates: LINKED, CREATED, or why not
        UserSyncResult synced = trueup.userSync().sync(user); // and brings address and name to Stripe
        // endregion
        out.println("First visit: " + link.outcome() + ", then " + synced.writes() + " write of the profile");
        out.println("Second visit: " + trueup.linker().link(user).outcome() + ", then "
                + trueup.userSync().sync(user).writes() + " writes");

        // region identity-checkout
        CheckoutOrder order = new CheckoutOrder(
                "price_pro",
                CheckoutOrder.Mode.SUBSCRIPTION,
                "https://shop.example/success?session_id={CHECKOUT_SESSION_ID}",
                "https://shop.example/cart");
        CheckoutStart start = trueup.checkout().start(user, order); // send the browser to start.url()
        // endregion
        out.println("Checkout: " + start.outcome());
        String session = String.valueOf(start.sessionId());
        stripe.objects().completeCheckout(session, it -> {});
        out.println("Back from Stripe: "
                + trueup.sync().afterCheckout(session, user).outcome() + ", Clerk says "
                + trueup.subscriptions().agreement(user).orElseThrow().clerk());

        UserId eve = new UserId("user_eve");
        String subscriptionId = trueup.cache()
                .find(user)
                .orElseThrow()
                .customer()
                .subscriptions()
                .get(0);
        out.println("Eve signs up with Ann's address: "
                + trueup.userSync().sync(eve).link().outcome() + " a customer of her own");
        out.println("Eve ends Ann's subscription: "
                + trueup.subscriptions().cancel(eve, subscriptionId, End.NOW).outcome());

        // region identity-subscriptions
        SubscriptionChange change = trueup.subscriptions().cancel(user, subscriptionId, End.AT_PERIOD_END);
        boolean isTheirs = change.outcome() != SubscriptionChange.Outcome.FOREIGN;
        // endregion
        out.println("Ann ends it: " + change.outcome() + (isTheirs ? "" : "?"));
    }

    static TrueupBuilder linkingByAddress(TrueupBuilder builder) {
        // region identity-linker
        builder.linking(LinkSettings.DEFAULT.withEmailLinking(EmailLinking.VERIFIED_ADDRESS));
        // endregion
        return builder;
    }
}
