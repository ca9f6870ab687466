package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user of {@link FakeClerk} while a test describes it; without an e-mail address unless one is given.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeUser {

    private static final String VERIFIED = "verified";
    private static final String UNVERIFIED = "unverified";

    /** An e-mail address; without a verification when Clerk knows nothing of one. */
    record Address(
            @Nullable String id, String address, @Nullable String verification) {}

    private @Nullable String id;
    private @Nullable String firstName;
    private @Nullable String lastName;
    private @Nullable String username;
    private @Nullable String externalId;
    private @Nullable String primaryAddress;
    private @Nullable Instant createdAt;
    private @Nullable Instant updatedAt;
    private final List<Address> addresses = new ArrayList<>();
    private ObjectNode publicMetadata = Json.object();
    private ObjectNode privateMetadata = Json.object();
    private ObjectNode unsafeMetadata = Json.object();

    FakeUser() {}

    FakeUser copy() {
        FakeUser copy = new FakeUser();
        copy.id = id;
        copy.firstName = firstName;
        copy.lastName = lastName;
        copy.username = username;
        copy.externalId = externalId;
        copy.primaryAddress = primaryAddress;
        copy.createdAt = createdAt;
        copy.updatedAt = updatedAt;
        copy.addresses.addAll(addresses);
        copy.publicMetadata = publicMetadata.deepCopy();
        copy.privateMetadata = privateMetadata.deepCopy();
        copy.unsafeMetadata = unsafeMetadata.deepCopy();
        return copy;
    }

    /** Forces the id, for example {@code user_1}; only while it is being created. */
    public FakeUser id(String forced) {
        this.id = forced;
        return this;
    }

    /** Makes this the primary address, verified, in place of the primary address so far. */
    public FakeUser email(String address) {
        return primary(address, VERIFIED);
    }

    /** Makes this the primary address, not verified, in place of the primary address so far. */
    public FakeUser unverifiedEmail(String address) {
        return primary(address, UNVERIFIED);
    }

    /** Makes this the primary address, with a verification of {@code null}, in place of the primary address so far. */
    public FakeUser emailWithoutVerification(String address) {
        return primary(address, null);
    }

    /** Adds a verified address in front of the others, without making it the primary one. */
    public FakeUser secondaryEmail(String address) {
        return secondary(address, VERIFIED);
    }

    /** Adds an unverified address in front of the others, without making it the primary one. */
    public FakeUser unverifiedSecondaryEmail(String address) {
        return secondary(address, UNVERIFIED);
    }

    /** Keeps the addresses, but none of them is the primary one. */
    public FakeUser noPrimaryEmail() {
        this.primaryAddress = null;
        return this;
    }

    /** Removes every address. */
    public FakeUser noEmail() {
        addresses.clear();
        return noPrimaryEmail();
    }

    /** Sets the first name, or none. */
    public FakeUser firstName(@Nullable String name) {
        this.firstName = name;
        return this;
    }

    /** Sets the last name, or none. */
    public FakeUser lastName(@Nullable String name) {
        this.lastName = name;
        return this;
    }

    /** Sets one value of the private metadata (text, number, boolean, list or map); {@code null} removes the key. */
    public FakeUser privateMetadata(String key, @Nullable Object value) {
        set(privateMetadata, key, value);
        return this;
    }

    /** Sets one value of the public metadata (text, number, boolean, list or map); {@code null} removes the key. */
    public FakeUser publicMetadata(String key, @Nullable Object value) {
        set(publicMetadata, key, value);
        return this;
    }

    /** Sets one value of the unsafe metadata (text, number, boolean, list or map); {@code null} removes the key. */
    public FakeUser unsafeMetadata(String key, @Nullable Object value) {
        set(unsafeMetadata, key, value);
        return this;
    }

    /** Sets when it was created, kept in whole milliseconds; by default the fake's clock decides. */
    public FakeUser createdAt(Instant at) {
        this.createdAt = at;
        return this;
    }

    /** Sets when it was last changed, kept in whole milliseconds; by default the fake's clock decides at each change. */
    public FakeUser updatedAt(Instant at) {
        this.updatedAt = at;
        return this;
    }

    FakeUser username(@Nullable String name) {
        this.username = name;
        return this;
    }

    FakeUser externalId(@Nullable String foreign) {
        this.externalId = foreign;
        return this;
    }

    FakeUser addresses(List<Address> all) {
        addresses.clear();
        addresses.addAll(all);
        return this;
    }

    /** Makes an address that the user has the primary one. */
    FakeUser primaryAddress(@Nullable String address) {
        this.primaryAddress = address;
        return this;
    }

    private FakeUser primary(String address, @Nullable String verification) {
        String old = primaryAddress;
        addresses.removeIf(
                known -> known.address().equals(address) || known.address().equals(old));
        addresses.add(new Address(null, address, verification));
        this.primaryAddress = address;
        return this;
    }

    private FakeUser secondary(String address, String verification) {
        addresses.removeIf(known -> known.address().equals(address));
        addresses.add(0, new Address(null, address, verification));
        return this;
    }

    private static void set(ObjectNode metadata, String key, @Nullable Object value) {
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.set(key, Json.of(Map.of(key, value)).path(key));
        }
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    String firstName() {
        return firstName;
    }

    @Nullable
    String lastName() {
        return lastName;
    }

    @Nullable
    String username() {
        return username;
    }

    @Nullable
    String externalId() {
        return externalId;
    }

    List<Address> addresses() {
        return addresses;
    }

    Optional<Address> primary() {
        return addresses.stream()
                .filter(known -> known.address().equals(primaryAddress))
                .findFirst();
    }

    @Nullable
    Instant createdAt() {
        return createdAt;
    }

    @Nullable
    Instant updatedAt() {
        return updatedAt;
    }

    ObjectNode publicMetadata() {
        return publicMetadata;
    }

    ObjectNode privateMetadata() {
        return privateMetadata;
    }

    ObjectNode unsafeMetadata() {
        return unsafeMetadata;
    }
}
