package dev.trueup.clerk;

import com.clerk.backend_api.models.components.Admin;
import com.clerk.backend_api.models.components.EmailAddress;
import com.clerk.backend_api.models.components.EmailLink;
import com.clerk.backend_api.models.components.FromOAuth;
import com.clerk.backend_api.models.components.Otp;
import com.clerk.backend_api.models.components.Ticket;
import com.clerk.backend_api.models.components.UnknownVerification;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.components.Verification;
import com.clerk.backend_api.models.components.VerificationSAMLVerificationEmailAddressSAML;
import com.clerk.backend_api.models.components.VerificationSCIM;
import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Trueup keeps of Clerk's users. */
final class Profiles {

    /** The key of the private metadata that names the customer. */
    static final String MAPPED_CUSTOMER = "stripeCustomerId";

    private Profiles() {}

    /**
     * The profile of a user.
     *
     * @throws IllegalArgumentException if the user's id is not valid
     */
    static UserProfile of(User user, FiledSubscription filed) {
        Optional<EmailAddress> primary = primaryAddress(user);
        return new UserProfile(
                new UserId(user.id()),
                primary.map(EmailAddress::emailAddress).orElse(null),
                primary.flatMap(EmailAddress::verification).map(Profiles::status).stream()
                        .anyMatch("verified"::equals),
                UserProfile.fullName(
                        user.firstName().orElse(null), user.lastName().orElse(null)),
                mappedCustomer(user.privateMetadata().orElse(null)),
                filed.of(user));
    }

    private static Optional<EmailAddress> primaryAddress(User user) {
        return user.primaryEmailAddressId().flatMap(primary -> user.emailAddresses().stream()
                .filter(address -> address != null
                        && address.id().filter(primary::equals).isPresent()
                        && !address.emailAddress().isBlank())
                .findFirst());
    }

    /** The SDK has a class for each kind of verification, each with a status type of its own, and no common one. */
    private static @Nullable String status(Verification verification) {
        if (verification instanceof Otp otp) {
            return otp.status().value();
        } else if (verification instanceof EmailLink link) {
            return link.status().value();
        } else if (verification instanceof FromOAuth oauth) {
            return oauth.status().value();
        } else if (verification instanceof VerificationSAMLVerificationEmailAddressSAML saml) {
            return saml.status().value();
        } else if (verification instanceof VerificationSCIM scim) {
            return scim.status().value();
        } else if (verification instanceof Ticket ticket) {
            return ticket.status().value();
        } else if (verification instanceof Admin admin) {
            return admin.status().value();
        } else if (verification instanceof UnknownVerification other) {
            return other.asJson().path("status").asText();
        }
        return null;
    }

    private static @Nullable CustomerId mappedCustomer(@Nullable Map<String, Object> privateMetadata) {
        if (privateMetadata == null || !(privateMetadata.get(MAPPED_CUSTOMER) instanceof String id)) {
            return null;
        }
        try {
            return new CustomerId(id);
        } catch (IllegalArgumentException e) {
            return null; // A pointer that cannot point is as good as none.
        }
    }
}
