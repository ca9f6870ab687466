package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.UserDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link UserDirectory} has to do. Extend it, say how users come and go in the directory behind it, and run it
 * as a JUnit test; an adapter that passes is fit to tell who a user is. Not thread-safe, as JUnit uses it.
 */
public abstract class UserDirectoryContract {

    /** More than two pages of any size that Clerk's list has by default or by its filter. */
    private static final int MANY = 250;

    private static final String EMAIL = "ada@example.com";

    private final GivenUser ada = GivenUser.nobody().named("Ada", "Lovelace").withPrimary(EMAIL, true);

    /** The directory under test; the same one throughout a test. */
    protected abstract UserDirectory directory();

    /** Brings this user into the directory, with an id of the directory's own choice. */
    protected abstract UserId givenUser(GivenUser user) throws Exception;

    /** Takes a user that {@link #givenUser} brought out of the directory for good. */
    protected abstract void deleteUser(UserId user) throws Exception;

    /** Makes the directory fail to answer, from now to the end of the test; refused connections or errors will do. */
    protected abstract void makeUnavailable() throws Exception;

    @Test
    final void aUserIsFoundByItsId() throws Exception {
        UserId user = givenUser(ada);

        assertThat(find(user)).isEqualTo(new UserProfile(user, EMAIL, true, "Ada Lovelace", null, null));
    }

    @Test
    @Tag("promise:P6")
    final void thePrimaryAddressCountsWhereverItStandsInTheList() throws Exception {
        UserId user = givenUser(GivenUser.nobody()
                .withSecondary("first@example.com", true)
                .withPrimary(EMAIL, true)
                .withSecondary("last@example.com", true));

        assertThat(find(user).email()).isEqualTo(EMAIL);
    }

    @Test
    @Tag("promise:P6")
    final void anUnverifiedPrimaryAddressIsToldAsSuchEvenBesideAVerifiedOne() throws Exception {
        UserId user = givenUser(
                GivenUser.nobody().withSecondary("other@example.com", true).withPrimary(EMAIL, false));

        assertThat(find(user).email()).isEqualTo(EMAIL);
        assertThat(find(user).emailVerified()).isFalse();
    }

    @Test
    final void aUserWithoutAnyAddressHasNoEmail() throws Exception {
        UserId user = givenUser(GivenUser.nobody().named("Ada", "Lovelace"));

        assertThat(find(user)).isEqualTo(new UserProfile(user, null, false, "Ada Lovelace", null, null));
    }

    @Test
    @Tag("promise:P6")
    final void anAddressThatIsNotThePrimaryOneIsNeverTakenForIt() throws Exception {
        UserId user = givenUser(GivenUser.nobody().withSecondary(EMAIL, true));

        assertThat(find(user).email()).isNull();
        assertThat(find(user).emailVerified()).isFalse();
    }

    @TestFactory
    final Stream<DynamicTest> theFullNameIsBuiltFromWhatThereIs() {
        return Stream.of(
                name("Ada", "Lovelace", "Ada Lovelace"),
                name("Ada", null, "Ada"),
                name(null, "Lovelace", "Lovelace"),
                name(null, null, null),
                name("", "", null),
                name("   ", "\u2003", null),
                name("  Ada ", "\tLovelace\n", "Ada Lovelace"),
                name("", "Lovelace", "Lovelace"),
                name("null", "Null", "null Null"),
                name("Zoe\u0308", "A\u030Angstro\u0308m", "Zo\u00EB \u00C5ngstr\u00F6m"),
                name(
                        "\uD83D\uDC69\u200D\uD83D\uDCBB",
                        "\uD83C\uDDF8\uD83C\uDDEA",
                        "\uD83D\uDC69\u200D\uD83D\uDCBB \uD83C\uDDF8\uD83C\uDDEA"),
                name(
                        "\u05E2\u05D3\u05D4",
                        "\u0644\u0648\u0641\u0644\u064A\u0633",
                        "\u05E2\u05D3\u05D4 \u0644\u0648\u0641\u0644\u064A\u0633"),
                name("\"Ada\\", "<b>'; --", "\"Ada\\ <b>'; --"));
    }

    @Test
    final void theMappedCustomerIsTold() throws Exception {
        UserId user = givenUser(ada.mappedTo(new CustomerId("cus_ada")));

        assertThat(find(user).mappedCustomer()).isEqualTo(new CustomerId("cus_ada"));
    }

    @Test
    final void aUserWhoNeverWasIsEmpty() {
        assertThat(directory().find(new UserId("user_who_never_was"))).isEmpty();
    }

    @Test
    final void aUserWhoIsGoneIsEmpty() throws Exception {
        UserId user = givenUser(ada);
        find(user);

        deleteUser(user);

        assertThat(directory().find(user)).isEmpty();
        assertThat(directory().findAll(List.of(user))).isEmpty();
    }

    @Test
    final void manyUsersAreAllFoundAndEachIsItself() throws Exception {
        Map<UserId, UserProfile> expected = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            String email = "user" + i + "@example.com";
            UserId user = givenUser(GivenUser.nobody().named("User", "No. " + i).withPrimary(email, i % 2 == 0));
            expected.put(user, new UserProfile(user, email, i % 2 == 0, "User No. " + i, null, null));
        }

        assertThat(directory().findAll(expected.keySet())).isEqualTo(expected);
    }

    @Test
    final void usersWhoAreUnknownAreLeftOut() throws Exception {
        UserId known = givenUser(ada);
        UserId gone = givenUser(GivenUser.nobody());
        deleteUser(gone);

        assertThat(directory().findAll(List.of(new UserId("user_who_never_was"), known, gone)))
                .containsOnlyKeys(known);
    }

    @Test
    final void aUserWhoIsAskedForTwiceIsToldOnce() throws Exception {
        UserId user = givenUser(ada);

        assertThat(directory().findAll(Arrays.asList(user, user, user))).containsOnlyKeys(user);
    }

    @Test
    final void nobodyIsFoundWhenNobodyIsAskedFor() throws Exception {
        givenUser(ada);

        assertThat(directory().findAll(List.of())).isEmpty();
    }

    @TestFactory
    final Stream<DynamicTest> anIdThatOnlyLooksLikeAnotherOneFindsNobody() {
        return Stream.of("%s ", "%s/", "%s?x=1", "%s#", "+%s", "-%s", "%s,%s", "../users/%s", "%s%00", "😀%s")
                .map(shape -> DynamicTest.dynamicTest(shape, () -> {
                    UserId user = givenUser(ada);
                    UserId other = new UserId(shape.replace("%s", user.value()));

                    assertThat(directory().find(other)).isEmpty();
                    assertThat(directory().findAll(List.of(other))).isEmpty();
                    assertThat(directory().findAll(List.of(other, user))).containsOnlyKeys(user);
                }));
    }

    @Test
    final void anOutageIsAnExceptionAndNeverAnAnswer() throws Exception {
        UserId user = givenUser(ada);
        find(user);

        makeUnavailable();

        assertUnavailable(() -> directory().find(user));
        assertUnavailable(() -> directory().findAll(List.of(user)));
        assertUnavailable(() -> directory().find(new UserId("user_who_never_was")));
    }

    private void assertUnavailable(ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOfSatisfying(SourceUnavailableException.class, e -> {
            assertThat(e.source()).isEqualTo(Source.CLERK);
            List<String> told = new ArrayList<>();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                told.add(cause.toString());
            }
            assertThat(told).noneMatch(text -> text.contains(EMAIL) || text.contains("Lovelace"));
        });
    }

    private DynamicTest name(@Nullable String first, @Nullable String last, @Nullable String expected) {
        return DynamicTest.dynamicTest(first + " + " + last + " = " + expected, () -> assertThat(
                        find(givenUser(GivenUser.nobody().named(first, last))).name())
                .isEqualTo(expected));
    }

    private UserProfile find(UserId user) {
        return directory().find(user).orElseThrow(() -> new AssertionError("not found: " + user));
    }
}
