package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link UserMetadata} has to do, together with the {@link UserDirectory} that reads it back. Extend it, say
 * how users come and go and what else is filed with them, and run it as a JUnit test. Not thread-safe, as JUnit uses it.
 */
public abstract class UserMetadataContract {

    private static final CustomerId CUSTOMER = new CustomerId("cus_ada");
    private static final UserId NOBODY = new UserId("user_who_never_was");
    private static final String OTHER_KEY = "theme";
    private static final Instant PERIOD_END = Instant.parse("2026-12-31T23:59:59Z");
    private static final SubscriptionState ACTIVE =
            new SubscriptionState(CUSTOMER, "sub_1", "active", "price_1", PERIOD_END, true);
    private static final SubscriptionState NONE =
            new SubscriptionState(CUSTOMER, null, SubscriptionState.NONE, null, null, false);

    private final GivenUser ada = GivenUser.nobody().named("Ada", "Lovelace").withPrimary("ada@example.com", true);

    /** The metadata under test; the same throughout a test. */
    protected abstract UserMetadata metadata();

    /** What reads it back. */
    protected abstract UserDirectory directory();

    /** Brings this user into the directory, with an id of the directory's own choice. */
    protected abstract UserId givenUser(GivenUser user) throws Exception;

    /** Files a text of the application's own with the user, at every place where Trueup files something. */
    protected abstract void givenOtherKey(UserId user, String key, String value) throws Exception;

    /** What {@link #givenOtherKey} has filed, from each of the places where it still is. */
    protected abstract List<String> otherKey(UserId user, String key) throws Exception;

    /** How many such places there are. */
    protected abstract int places();

    /** Takes a user that {@link #givenUser} brought out of the directory for good. */
    protected abstract void deleteUser(UserId user) throws Exception;

    /** Makes the directory fail to answer, from now to the end of the test; refused connections or errors will do. */
    protected abstract void makeUnavailable() throws Exception;

    @Test
    final void aCustomerIsReadAsItWasFiled() throws Exception {
        UserId user = givenUser(ada);

        assertThat(metadata().fileCustomer(user, CUSTOMER)).isTrue();

        assertThat(find(user).mappedCustomer()).isEqualTo(CUSTOMER);
    }

    @Test
    final void aCustomerTakesThePlaceOfAnother() throws Exception {
        UserId user = givenUser(ada.mappedTo(new CustomerId("cus_old")));

        assertThat(metadata().fileCustomer(user, CUSTOMER)).isTrue();

        assertThat(find(user).mappedCustomer()).isEqualTo(CUSTOMER);
    }

    @TestFactory
    final Stream<DynamicTest> aSubscriptionIsReadAsItWasFiled() {
        return Stream.of(
                        ACTIVE,
                        NONE,
                        new SubscriptionState(CUSTOMER, "sub_2", "past_due", null, PERIOD_END, false),
                        new SubscriptionState(CUSTOMER, "sub_3", "incomplete", "price_2", null, false),
                        new SubscriptionState(CUSTOMER, "sub_4", "active", "price_3", Instant.EPOCH, false),
                        new SubscriptionState(
                                CUSTOMER, "sub_5", "a_word_of_tomorrow", "\"{\\\u00E9", PERIOD_END, false))
                .map(state -> DynamicTest.dynamicTest(state.toString(), () -> {
                    UserId user = givenUser(ada);

                    assertThat(metadata().fileSubscription(user, state)).isTrue();

                    assertThat(find(user).subscription()).isEqualTo(state);
                    assertThat(directory().findAll(List.of(user)).get(user)).isEqualTo(find(user));
                }));
    }

    @Test
    final void nothingOfAnEarlierSubscriptionIsLeftInALaterOne() throws Exception {
        UserId user = givenUser(ada);
        metadata().fileSubscription(user, ACTIVE);

        metadata().fileSubscription(user, NONE);

        assertThat(find(user).subscription()).isEqualTo(NONE);
    }

    @Test
    final void aSubscriptionThatIsTakenAwayIsGone() throws Exception {
        UserId user = givenUser(ada);
        metadata().fileSubscription(user, ACTIVE);

        assertThat(metadata().fileSubscription(user, null)).isTrue();

        assertThat(find(user).subscription()).isNull();
    }

    @Test
    final void takingAwayWhatWasNeverFiledDoesNothing() throws Exception {
        UserId user = givenUser(ada);
        UserProfile before = find(user);

        assertThat(metadata().fileSubscription(user, null)).isTrue();

        assertThat(find(user)).isEqualTo(before);
    }

    @Test
    final void filingTwiceIsFilingOnce() throws Exception {
        UserId user = givenUser(ada);
        fileBoth(user);
        UserProfile once = find(user);

        fileBoth(user);

        assertThat(find(user)).isEqualTo(once);
    }

    @Test
    final void customerAndSubscriptionDoNotTouchEachOther() throws Exception {
        UserId user = givenUser(ada);
        fileBoth(user);

        metadata().fileSubscription(user, null);

        assertThat(find(user).mappedCustomer()).isEqualTo(CUSTOMER);
        assertThat(find(user).subscription()).isNull();
    }

    @Test
    @Tag("promise:P9")
    final void whatTheApplicationFiledItselfStays() throws Exception {
        UserId user = givenUser(ada);
        givenOtherKey(user, OTHER_KEY, "dark");

        fileBoth(user);
        metadata().fileSubscription(user, null);

        assertThat(otherKey(user, OTHER_KEY)).hasSize(places()).containsOnly("dark");
    }

    @Test
    final void whoTheUserIsStays() throws Exception {
        UserId user = givenUser(ada);
        UserProfile before = find(user);

        fileBoth(user);

        assertThat(find(user))
                .isEqualTo(
                        new UserProfile(user, before.email(), before.emailVerified(), before.name(), CUSTOMER, ACTIVE));
    }

    @Test
    final void nothingIsFiledWithAnotherUser() throws Exception {
        UserId user = givenUser(ada);
        UserId other = givenUser(GivenUser.nobody());
        UserProfile before = find(other);

        fileBoth(user);

        assertThat(find(other)).isEqualTo(before);
    }

    @Test
    final void aUserWhoIsUnknownIsToldAsSuch() throws Exception {
        UserId gone = givenUser(ada);
        deleteUser(gone);

        assertThat(Stream.of(NOBODY, gone)).allSatisfy(user -> {
            assertThat(metadata().fileCustomer(user, CUSTOMER)).isFalse();
            assertThat(metadata().fileSubscription(user, ACTIVE)).isFalse();
            assertThat(metadata().fileSubscription(user, null)).isFalse();
            assertThat(directory().find(user)).isEmpty();
        });
    }

    @TestFactory
    final Stream<DynamicTest> anIdThatOnlyLooksLikeAnotherOneIsUnknown() {
        return Stream.of("%s ", "%s/", "%s/metadata", "%s?x=1", "%s#", "+%s", "-%s", "../users/%s", "%s%00")
                .map(shape -> DynamicTest.dynamicTest(shape, () -> {
                    UserId user = givenUser(ada);
                    UserId other = new UserId(shape.replace("%s", user.value()));

                    assertThat(metadata().fileCustomer(other, CUSTOMER)).isFalse();

                    assertThat(find(user).mappedCustomer()).isNull();
                }));
    }

    @Test
    final void anOutageIsAnExceptionAndNeverAnAnswer() throws Exception {
        UserId user = givenUser(ada);

        makeUnavailable();

        assertUnavailable(() -> metadata().fileCustomer(user, CUSTOMER));
        assertUnavailable(() -> metadata().fileSubscription(user, ACTIVE));
        assertUnavailable(() -> metadata().fileSubscription(user, null));
        assertUnavailable(() -> metadata().fileCustomer(NOBODY, CUSTOMER));
    }

    private void fileBoth(UserId user) {
        assertThat(metadata().fileCustomer(user, CUSTOMER)).isTrue();
        assertThat(metadata().fileSubscription(user, ACTIVE)).isTrue();
    }

    private static void assertUnavailable(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                .isEqualTo(Source.CLERK));
    }

    private UserProfile find(UserId user) {
        return directory().find(user).orElseThrow(() -> new AssertionError("not found: " + user));
    }
}
