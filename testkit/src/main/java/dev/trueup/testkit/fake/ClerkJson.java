package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Clerk's objects: every field is there, since Clerk's Java SDK fails to decode a user without its primitive ones. */
final class ClerkJson {

    private static final String INSTANCE = "ins_fake";

    private static final ObjectNode USER = Json.template("""
            {"id":null,"object":"user","username":null,"first_name":null,"last_name":null,"locale":null,"image_url":null,
             "has_image":false,"primary_email_address_id":null,"primary_phone_number_id":null,
             "primary_web3_wallet_id":null,"password_enabled":true,"two_factor_enabled":false,"totp_enabled":false,
             "backup_code_enabled":false,"email_addresses":[],"phone_numbers":[],"web3_wallets":[],"passkeys":[],
             "external_accounts":[],"saml_accounts":[],"enterprise_accounts":[],"public_metadata":{},
             "private_metadata":{},"unsafe_metadata":{},"external_id":null,"last_sign_in_at":null,"banned":false,
             "locked":false,"lockout_expires_in_seconds":null,"verification_attempts_remaining":100,"created_at":0,
             "updated_at":0,"delete_self_enabled":true,"create_organization_enabled":true,
             "create_organizations_limit":null,"last_active_at":null,"mfa_enabled_at":null,"mfa_disabled_at":null,
             "password_last_updated_at":null,"legal_accepted_at":null,"profile_image_url":null}""");

    private ClerkJson() {}

    static ObjectNode user(FakeUser user) {
        ObjectNode json = USER.deepCopy();
        long created = requireNonNull(user.createdAt()).toEpochMilli();
        json.put("id", user.id()).put("username", user.username()).put("external_id", user.externalId());
        json.put("first_name", user.firstName()).put("last_name", user.lastName());
        json.put("created_at", created);
        json.put("updated_at", requireNonNull(user.updatedAt()).toEpochMilli());
        user.primary().ifPresent(primary -> json.put("primary_email_address_id", primary.id()));
        user.addresses()
                .forEach(address -> json.withArrayProperty("email_addresses").add(address(address, created)));
        json.set("public_metadata", user.publicMetadata().deepCopy());
        json.set("private_metadata", user.privateMetadata().deepCopy());
        json.set("unsafe_metadata", user.unsafeMetadata().deepCopy());
        return json;
    }

    private static ObjectNode address(FakeUser.Address address, long created) {
        ObjectNode json = Json.object();
        json.put("id", address.id()).put("object", "email_address");
        json.put("email_address", address.address()).put("reserved", false);
        if (address.verification() == null) {
            json.putNull("verification");
        } else {
            json.putObject("verification")
                    .put("object", "verification_otp")
                    .put("status", address.verification())
                    .put("strategy", "email_code")
                    .put("attempts", 1)
                    .put("expire_at", created);
        }
        json.putArray("linked_to");
        return json.put("matches_sso_connection", false)
                .put("created_at", created)
                .put("updated_at", created);
    }

    static ObjectNode deleted(String id) {
        return Json.object().put("id", id).put("object", "user").put("deleted", true);
    }

    /**
     * A webhook's body; what identifies it is Svix's header.
     *
     * @see <a href="https://clerk.com/docs/guides/development/webhooks/overview">Clerk: webhooks</a>
     */
    static ObjectNode event(String type, Instant at, ObjectNode data) {
        ObjectNode json = Json.object();
        json.set("data", data);
        json.put("instance_id", INSTANCE).put("object", "event");
        return json.put("timestamp", at.toEpochMilli()).put("type", type);
    }

    static ObjectNode totalCount(int count) {
        return Json.object().put("object", "total_count").put("total_count", count);
    }
}
