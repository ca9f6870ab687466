package dev.trueup.testkit.fake;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A customer of {@link FakeStripe} while a test describes it.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 */
public final class FakeCustomer {

    private @Nullable String id;
    private @Nullable String email;
    private @Nullable String name;
    private @Nullable String description;
    private @Nullable String phone;
    private @Nullable String defaultPaymentMethod;
    private @Nullable Instant created;
    private boolean deleted;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    FakeCustomer() {}

    FakeCustomer copy() {
        FakeCustomer copy = new FakeCustomer();
        copy.id = id;
        copy.email = email;
        copy.name = name;
        copy.description = description;
        copy.phone = phone;
        copy.defaultPaymentMethod = defaultPaymentMethod;
        copy.created = created;
        copy.deleted = deleted;
        copy.metadata.putAll(metadata);
        return copy;
    }

    /** Forces the id, for example {@code cus_1}; only while it is being created. */
    public FakeCustomer id(String forced) {
        this.id = forced;
        return this;
    }

    /** Sets the e-mail address, or none. */
    public FakeCustomer email(@Nullable String address) {
        this.email = address;
        return this;
    }

    /** Sets the name, or none. */
    public FakeCustomer name(@Nullable String fullName) {
        this.name = fullName;
        return this;
    }

    /** Sets {@code metadata.userId}, the link to a Clerk user. */
    public FakeCustomer userId(@Nullable String user) {
        return metadata("userId", user);
    }

    /** Sets one metadata value; {@code null} removes the key. */
    public FakeCustomer metadata(String key, @Nullable String value) {
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        return this;
    }

    /** Sets {@code invoice_settings.default_payment_method}, or none; an id that is unknown becomes a card of this customer. */
    public FakeCustomer defaultPaymentMethod(@Nullable String paymentMethod) {
        this.defaultPaymentMethod = paymentMethod;
        return this;
    }

    /** Sets when it was created, kept in whole seconds; by default the fake's clock decides. */
    public FakeCustomer created(Instant at) {
        this.created = at;
        return this;
    }

    FakeCustomer description(@Nullable String text) {
        this.description = text;
        return this;
    }

    FakeCustomer phone(@Nullable String number) {
        this.phone = number;
        return this;
    }

    FakeCustomer deleted() {
        this.deleted = true;
        return this;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    String email() {
        return email;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String description() {
        return description;
    }

    @Nullable
    String phone() {
        return phone;
    }

    @Nullable
    String defaultPaymentMethod() {
        return defaultPaymentMethod;
    }

    @Nullable
    Instant created() {
        return created;
    }

    boolean isDeleted() {
        return deleted;
    }

    Map<String, String> metadata() {
        return metadata;
    }
}
