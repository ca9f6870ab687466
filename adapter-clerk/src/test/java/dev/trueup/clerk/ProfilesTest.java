package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.utils.JSON;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of Clerk's fields count. */
class ProfilesTest {

    private final ObjectNode user = Sdk.user("user_1");
    private final FiledSubscription filed = new FiledSubscription(MetadataPlace.PRIVATE, "subscription");

    @Test
    void aPrimaryIdThatNamesNoAddressIsNoEmail() throws Exception {
        user.put("primary_email_address_id", "idn_gone");

        assertThat(profile().email()).isNull();
        assertThat(profile().emailVerified()).isFalse();
    }

    @Test
    void anAddressWithoutAnIdIsNotThePrimaryOneOfAUserWithoutOne() throws Exception {
        user.putNull("primary_email_address_id");
        address().putNull("id");

        assertThat(profile().email()).isNull();
    }

    @Test
    void anAddressWithoutTextIsNoEmail() throws Exception {
        address().put("email_address", " ");

        assertThat(profile().email()).isNull();
        assertThat(profile().emailVerified()).isFalse();
    }

    @Test
    void anAddressWithoutAVerificationIsUnverified() throws Exception {
        address().putNull("verification");

        assertThat(profile().email()).isEqualTo("ada@example.com");
        assertThat(profile().emailVerified()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "verification_otp,email_code",
        "verification_email_link,email_link",
        "verification_from_oauth,from_oauth_google",
        "verification_saml,saml",
        "verification_scim,scim",
        "verification_ticket,ticket",
        "verification_admin,admin",
        "verification_of_tomorrow,telepathy"
    })
    void everyKindOfVerificationCountsWhenItIsVerified(String kind, String strategy) throws Exception {
        verification(kind, strategy).put("status", "verified");

        assertThat(profile().emailVerified()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "verification_otp,email_code,expired",
        "verification_email_link,email_link,failed",
        "verification_from_oauth,from_oauth_google,unverified",
        "verification_saml,saml,unverified",
        "verification_ticket,ticket,unverified",
        "verification_of_tomorrow,telepathy,imagined"
    })
    void noKindOfVerificationCountsWhenItIsNotVerified(String kind, String strategy, String status) throws Exception {
        verification(kind, strategy).put("status", status);

        assertThat(profile().emailVerified()).isFalse();
    }

    @Test
    void theVerificationOfAnotherAddressDoesNotCount() throws Exception {
        ObjectNode other = address().deepCopy();
        other.put("id", "idn_other").put("email_address", "other@example.com");
        ((ObjectNode) address().path("verification")).put("status", "unverified");
        user.withArrayProperty("email_addresses").insert(0, other);

        assertThat(profile().email()).isEqualTo("ada@example.com");
        assertThat(profile().emailVerified()).isFalse();
    }

    @Test
    void theMappedCustomerIsReadFromThePrivateMetadataAlone() throws Exception {
        user.putObject("public_metadata").put("stripeCustomerId", "cus_public");
        user.putObject("unsafe_metadata").put("stripeCustomerId", "cus_unsafe");
        assertThat(profile().mappedCustomer()).isNull();

        user.putObject("private_metadata").put("stripeCustomerId", "cus_private");
        assertThat(profile().mappedCustomer()).isEqualTo(new CustomerId("cus_private"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "true",
                "null",
                "[]",
                "[\"cus_1\"]",
                "{}",
                "{\"id\":\"cus_1\"}",
                "\"\"",
                "\" \"",
                "\"cus_\\u0000\"",
                "\"\\ud800\""
            })
    void aMappingThatIsNoCustomerIdIsNone(String value) throws Exception {
        user.set("private_metadata", JSON.getMapper().readTree("{\"stripeCustomerId\":" + value + "}"));

        assertThat(profile().mappedCustomer()).isNull();
    }

    @Test
    void aUserWithoutPrivateMetadataHasNoMapping() throws Exception {
        user.putNull("private_metadata");
        assertThat(profile().mappedCustomer()).isNull();

        user.remove("private_metadata");
        assertThat(profile().mappedCustomer()).isNull();
    }

    @Test
    void fieldsThatTheSdkDoesNotKnowAreNoObstacle() throws Exception {
        user.put("favourite_colour", "green");
        address().putObject("quality").put("score", 1);

        assertThat(profile().email()).isEqualTo("ada@example.com");
    }

    private ObjectNode address() {
        return (ObjectNode) user.path("email_addresses").path(0);
    }

    private ObjectNode verification(String kind, String strategy) {
        return address()
                .putObject("verification")
                .put("object", kind)
                .put("strategy", strategy)
                .put("attempts", 1)
                .put("expire_at", 1)
                .put("external_verification_redirect_url", "https://example.com");
    }

    private UserProfile profile() throws Exception {
        return Profiles.of(JSON.getMapper().treeToValue(user, User.class), filed);
    }
}
