package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.DeletedObject;
import com.clerk.backend_api.models.components.EmailAddress;
import com.clerk.backend_api.models.components.Otp;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkErrors;
import com.clerk.backend_api.models.errors.SDKError;
import com.clerk.backend_api.models.operations.CreateUserRequestBody;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import com.clerk.backend_api.models.operations.UpdateUserRequestBody;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeClerkTest {

    // By name, since the getter shows a type of a library that only the SDK knows.
    private static final String PRIVATE_METADATA = "privateMetadata.value";

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00.123Z");
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final Clerk client = ClerkSdk.client(clerk);

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void theSdkReadsWhatATestCreated() {
        String id = clerk.createUser(user -> user.email("ann@example.com")
                .firstName("Ann")
                .privateMetadata("stripeCustomerId", "cus_1")
                .publicMetadata("plan", Map.of("name", "basic", "seats", 3)));

        User user = read(id);

        assertThat(id).startsWith("user_");
        assertThat(user.id()).isEqualTo(id);
        assertThat(user.firstName()).contains("Ann");
        assertThat(user.lastName()).isEmpty();
        assertThat(user.createdAt()).isEqualTo(clock.millis());
        assertThat(user.updatedAt()).isEqualTo(clock.millis());
        assertThat(user).extracting(PRIVATE_METADATA).isEqualTo(Map.of("stripeCustomerId", "cus_1"));
        assertThat(user.publicMetadata()).isEqualTo(Map.of("plan", Map.of("name", "basic", "seats", 3)));
        assertThat(user.emailAddresses()).singleElement().satisfies(address -> {
            assertThat(address.emailAddress()).isEqualTo("ann@example.com");
            assertThat(address.id()).isEqualTo(user.primaryEmailAddressId());
        });
    }

    @Test
    void anAddressIsVerifiedOrNotOrWithoutVerification() {
        String verified = clerk.createUser(user -> user.email("a@example.com"));
        String unverified = clerk.createUser(user -> user.unverifiedEmail("b@example.com"));
        String unknown = clerk.createUser(user -> user.emailWithoutVerification("c@example.com"));

        assertThat(verification(verified)).isEqualTo("verified");
        assertThat(verification(unverified)).isEqualTo("unverified");
        assertThat(read(unknown).emailAddresses().get(0).verification()).isEmpty();
    }

    @Test
    void thePrimaryAddressNeedNotBeTheFirst() {
        String id = clerk.createUser(user -> user.email("primary@example.com").secondaryEmail("other@example.com"));

        User user = read(id);

        assertThat(user.emailAddresses())
                .extracting(EmailAddress::emailAddress)
                .containsExactly("other@example.com", "primary@example.com");
        assertThat(user.emailAddresses().get(1).id()).isEqualTo(user.primaryEmailAddressId());
    }

    @Test
    void aUserMayHaveNoPrimaryAddressOrNoneAtAll() {
        String noPrimary =
                clerk.createUser(user -> user.secondaryEmail("a@example.com").noPrimaryEmail());
        String none = clerk.createUser(user -> user.email("b@example.com").noEmail());

        assertThat(read(noPrimary).primaryEmailAddressId()).isEmpty();
        assertThat(read(noPrimary).emailAddresses()).hasSize(1);
        assertThat(read(none).primaryEmailAddressId()).isEmpty();
        assertThat(read(none).emailAddresses()).isEmpty();
    }

    @Test
    void anUpdateByTheTestReplacesThePrimaryAddressAndIsDated() {
        String id = clerk.createUser(user -> user.email("old@example.com"));
        clock.advance(Duration.ofSeconds(5));

        clerk.updateUser(id, user -> user.email("new@example.com"));

        assertThat(read(id).emailAddresses())
                .extracting(EmailAddress::emailAddress)
                .containsExactly("new@example.com");
        assertThat(read(id).updatedAt()).isEqualTo(clock.millis());
        assertThat(clerk.user(id).path("created_at").asLong()).isEqualTo(clock.millis() - 5000);
    }

    @Test
    void anUnknownOrDeletedUserIsNotFound() {
        String id = clerk.createUser(user -> user.email("ann@example.com"));

        assertThat(client.users().delete(id).deletedObject().map(DeletedObject::deleted))
                .contains(true);

        for (String gone : List.of(id, "user_never")) {
            assertThatThrownBy(() -> read(gone))
                    .asInstanceOf(type(ClerkErrors.class))
                    .returns(404, ClerkErrors::code)
                    .satisfies(error -> assertThat(error.data().orElseThrow().errors())
                            .singleElement()
                            .returns("resource_not_found", cause -> cause.code()));
        }
        assertThat(clerk.userIds()).isEmpty();
        assertThatThrownBy(() -> clerk.deleteUser(id)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void theSdkCreatesAndChangesAUser() {
        User created = client.users()
                .create(CreateUserRequestBody.builder()
                        .emailAddress(List.of("a@example.com", "b@example.com"))
                        .firstName("Ann")
                        .lastName("Lee")
                        .privateMetadata(Map.of("k", "v"))
                        .build())
                .user()
                .orElseThrow();
        String second = created.emailAddresses().stream()
                .filter(address -> address.emailAddress().equals("b@example.com"))
                .findFirst()
                .flatMap(EmailAddress::id)
                .orElseThrow();

        client.users()
                .update(
                        created.id(),
                        UpdateUserRequestBody.builder()
                                .firstName("Anna")
                                .primaryEmailAddressId(second)
                                .build());

        User changed = read(created.id());
        assertThat(changed.firstName()).contains("Anna");
        assertThat(changed.lastName()).contains("Lee");
        assertThat(changed.primaryEmailAddressId()).contains(second);
        assertThat(changed).extracting(PRIVATE_METADATA).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void metadataIsMergedDeeplyAndNullDeletes() {
        String id = clerk.createUser(user -> user.privateMetadata("gone", "1")
                .privateMetadata("kept", "2")
                .privateMetadata("nested", Map.of("kept", 1, "changed", 2)));
        Map<String, Object> changes = new HashMap<>();
        changes.put("gone", null);
        changes.put("nested", Map.of("changed", 3));
        changes.put("added", true);

        client.users()
                .updateMetadata()
                .userId(id)
                .requestBody(UpdateUserMetadataRequestBody.builder()
                        .privateMetadata(changes)
                        .build())
                .call();

        assertThat(read(id))
                .extracting(PRIVATE_METADATA)
                .isEqualTo(Map.of("kept", "2", "nested", Map.of("kept", 1, "changed", 3), "added", true));
    }

    @Test
    void aChangeThatTheFakeDoesNotKnowIsRefused() {
        String id = clerk.createUser(user -> user.email("ann@example.com"));

        assertThatThrownBy(() -> client.users()
                        .update(
                                id,
                                UpdateUserRequestBody.builder()
                                        .password("secret")
                                        .build()))
                .asInstanceOf(type(ClerkErrors.class))
                .returns(422, ClerkErrors::code);
    }

    @Test
    void aWrongKeyIsRefused() {
        Clerk stranger = ClerkSdk.client(clerk, "sk_test_wrong");

        assertThatThrownBy(() -> stranger.users().get("user_1"))
                .asInstanceOf(type(ClerkErrors.class))
                .returns(401, ClerkErrors::code);
    }

    @Test
    void aCallOverTheRateLimitLearnsWhenToComeBack() {
        String id = clerk.createUser(user -> user.email("ann@example.com"));
        clerk.faults().limitRate(1, 1, Duration.ofSeconds(10));
        read(id);

        assertThatThrownBy(() -> read(id))
                .asInstanceOf(type(SDKError.class))
                .returns(429, SDKError::code)
                .satisfies(error -> assertThat(error.rawResponse().headers().firstValue("Retry-After"))
                        .contains("10"));
        assertThat(clerk.faults().refusedByRateLimit()).isEqualTo(1);
    }

    @Test
    void faultsReachClerksClientToo() {
        String id = clerk.createUser(user -> user.email("ann@example.com"));
        Faults faults = clerk.faults();

        for (Runnable order : Arrays.<Runnable>asList(
                () -> faults.on("GET", "/v1/users/").times(1).answer(503),
                () -> faults.on("GET", "/v1/users/").times(1).cutBody(),
                () -> faults.on("GET", "/v1/users/").times(1).answerGarbage())) {
            order.run();
            assertThatThrownBy(() -> read(id)).isInstanceOf(Exception.class);
            assertThat(read(id).id()).isEqualTo(id);
        }
    }

    @Test
    void clerksClientSilentlyReadsAgainWhenAReusedLineIsCut() {
        String id = clerk.createUser(user -> user.email("ann@example.com"));
        read(id);
        clerk.faults().on("GET", "/v1/users/").times(1).cutLine();

        assertThat(read(id).id()).isEqualTo(id);

        assertThat(clerk.calls().all()).extracting(Call::status).containsExactly(200, 0, 200);
    }

    private User read(String id) {
        return client.users().get(id).user().orElseThrow();
    }

    private String verification(String id) {
        return read(id).emailAddresses()
                .get(0)
                .verification()
                .map(Otp.class::cast)
                .orElseThrow()
                .status()
                .value();
    }
}
