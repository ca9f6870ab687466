package dev.trueup.testkit.fake;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/users}. */
final class ClerkUsers {

    private static final Set<String> PROFILE = Set.of("first_name", "last_name", "username", "external_id");
    private static final Map<String, Function<FakeUser, ObjectNode>> METADATA = Map.of(
            "public_metadata", FakeUser::publicMetadata,
            "private_metadata", FakeUser::privateMetadata,
            "unsafe_metadata", FakeUser::unsafeMetadata);
    private static final Set<String> ON_CREATION = Set.of(
            "email_address", "password", "skip_password_checks", "skip_password_requirement", "skip_legal_checks");

    // The SDK sends the second one whether asked to or not.
    private static final Set<String> ON_UPDATE =
            Set.of("primary_email_address_id", "notify_primary_email_address_changed");

    private final ClerkState state;
    private final ClerkUserList list;

    ClerkUsers(ClerkState state) {
        this.state = state;
        this.list = new ClerkUserList(state);
    }

    void addTo(Routes routes) {
        routes.on("GET", "/v1/users", this::list)
                .on("POST", "/v1/users", this::create)
                .on("GET", "/v1/users/count", request -> Reply.ok(ClerkJson.totalCount(list.count(request))))
                .onId("GET", "/v1/users/{id}", (request, id) -> show(id))
                .onId("PATCH", "/v1/users/{id}", this::update)
                .onId("PATCH", "/v1/users/{id}/metadata", this::mergeMetadata)
                .onId("DELETE", "/v1/users/{id}", this::delete);
    }

    private Reply list(ApiRequest request) {
        ArrayNode users = Json.array();
        list.page(request).forEach(user -> users.add(ClerkJson.user(user)));
        return Reply.ok(users);
    }

    private Reply create(ApiRequest request) {
        ObjectNode body = body(request);
        body.fieldNames().forEachRemaining(name -> {
            if (!PROFILE.contains(name) && !METADATA.containsKey(name) && !ON_CREATION.contains(name)) {
                throw ClerkErrors.unknownParam(name);
            }
        });
        return show(state.createUser(user -> {
            JsonNode addresses = body.path("email_address");
            for (int at = addresses.size() - 1; at > 0; at--) {
                user.secondaryEmail(addresses.path(at).asText());
            }
            if (!addresses.isEmpty()) {
                user.email(addresses.path(0).asText());
            }
            profile(user, body);
            METADATA.forEach((name, metadata) -> merge(metadata.apply(user), body.path(name)));
        }));
    }

    private Reply update(ApiRequest request, String id) {
        FakeUser known = find(id);
        ObjectNode body = body(request);
        body.fieldNames().forEachRemaining(name -> {
            if (!PROFILE.contains(name) && !ON_UPDATE.contains(name)) {
                throw ClerkErrors.unknownParam(name);
            }
        });
        JsonNode primary = body.path("primary_email_address_id");
        @Nullable String address = primary.isTextual() ? addressOf(known, primary.asText()) : null;
        state.updateUser(id, user -> {
            profile(user, body);
            if (!primary.isMissingNode()) {
                user.primaryAddress(address);
            }
        });
        return show(id);
    }

    /**
     * Merges deeply; {@code null} removes a key.
     *
     * @see <a href="https://clerk.com/docs/reference/backend-api">Clerk's Backend API, "Merge and update a user's metadata"</a>
     */
    private Reply mergeMetadata(ApiRequest request, String id) {
        find(id);
        ObjectNode body = body(request);
        body.fieldNames().forEachRemaining(name -> {
            if (!METADATA.containsKey(name)) {
                throw ClerkErrors.unknownParam(name);
            }
        });
        state.updateUser(
                id, user -> METADATA.forEach((name, metadata) -> merge(metadata.apply(user), body.path(name))));
        return show(id);
    }

    private Reply delete(ApiRequest request, String id) {
        find(id);
        state.deleteUser(id);
        return Reply.ok(ClerkJson.deleted(id));
    }

    private Reply show(String id) {
        return Reply.ok(ClerkJson.user(find(id)));
    }

    private FakeUser find(String id) {
        return state.users().find(id).orElseThrow(() -> ClerkErrors.notFound(id));
    }

    private static ObjectNode body(ApiRequest request) {
        return Json.parseObject(request.body())
                .orElseThrow(() -> new Refusal(ClerkErrors.error(
                        400, "request_body_invalid", "Request body invalid", "The request body is not an object.")));
    }

    private static void profile(FakeUser user, ObjectNode body) {
        given(body, "first_name", user::firstName);
        given(body, "last_name", user::lastName);
        given(body, "username", user::username);
        given(body, "external_id", user::externalId);
    }

    private static void given(ObjectNode body, String name, Consumer<@Nullable String> set) {
        if (body.has(name)) {
            set.accept(body.path(name).isNull() ? null : body.path(name).asText());
        }
    }

    private static String addressOf(FakeUser user, String id) {
        return user.addresses().stream()
                .filter(address -> id.equals(address.id()))
                .findFirst()
                .orElseThrow(() -> ClerkErrors.invalidParam("primary_email_address_id", "is not one of the user's"))
                .address();
    }

    private static void merge(ObjectNode into, JsonNode changes) {
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                into.remove(change.getKey());
            } else if (change.getValue() instanceof ObjectNode nested) {
                ObjectNode target = into.path(change.getKey()) instanceof ObjectNode present ? present : Json.object();
                merge(target, nested);
                into.set(change.getKey(), target);
            } else {
                into.set(change.getKey(), requireNonNull(change.getValue()));
            }
        });
    }
}
