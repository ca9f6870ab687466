package dev.trueup.bulk;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All customers, subscriptions and users at once, because the lists of Stripe and Clerk are in different orders and only
 * their whole tells what belongs to whom. They stay packed in the pages of the journal; of each item there is beside that
 * a number that says where it is, and of each user another one that tells it from others. Customers and their
 * subscriptions are sorted into {@value #BUCKETS} buckets by customer, so that one bucket at a time is unpacked.
 *
 * <p>Pages are added by many threads; then {@link #seal} is called, and only then is it read, by many threads too.
 */
final class Held {

    private static final int BUCKETS = 1024;
    private static final int OFFSET_BITS = 24;

    private final List<byte[]> pages = new ArrayList<>();
    private final List<UserPage> userPages = new ArrayList<>();
    private final Longs[] customers = buckets();
    private final Longs[] subscriptions = buckets();
    private final Set<String> odd = new HashSet<>();
    private final Longs carried = new Longs();
    private final Longs users = new Longs();

    private static Longs[] buckets() {
        Longs[] buckets = new Longs[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = new Longs();
        }
        return buckets;
    }

    /** Adds customers, which stand in the bytes from there on. */
    synchronized void addCustomers(byte[] page, int from, int count) {
        PackedReader reader = new PackedReader(page, from);
        for (int i = 0; i < count; i++) {
            long place = place(reader);
            BillingCustomer customer = reader.customer();
            customers[bucket(customer.id())].add(place);
            if (customer.userId() != null) {
                carried.add(number(customer.userId()));
            }
        }
        pages.add(page);
    }

    /** Adds subscriptions, which stand in the bytes from there on. */
    synchronized void addSubscriptions(byte[] page, int from, int count) {
        PackedReader reader = new PackedReader(page, from);
        for (int i = 0; i < count; i++) {
            long place = place(reader);
            subscriptions[bucket(reader.subscription().customer())].add(place);
        }
        pages.add(page);
    }

    /** Adds users, which stand in the bytes from there on. */
    synchronized void addUsers(byte[] page, int from, int count) {
        PackedReader reader = new PackedReader(page, from);
        for (int i = 0; i < count; i++) {
            users.add(number(reader.user().id()));
        }
        userPages.add(new UserPage(page, from, count));
    }

    /** Adds the id of a customer or user that could not be understood, or of a customer something of whose could not. */
    synchronized void addOdd(String id) {
        odd.add(id);
        // Of an odd user no more is known than that Clerk has them, and that is what has to be known.
        users.add(hash(id));
    }

    /** Nothing comes any more. */
    synchronized void seal() {
        carried.sort();
        users.sort();
    }

    /** Into how many parts the customers are divided. */
    int parts() {
        return BUCKETS;
    }

    /** The customers of one part with their subscriptions, those created last first, as Stripe lists them. */
    List<BillingState> states(int part) {
        Map<CustomerId, BillingCustomer> found = new LinkedHashMap<>();
        for (int i = 0; i < customers[part].size(); i++) {
            BillingCustomer customer = at(customers[part].get(i)).customer();
            found.put(customer.id(), customer);
        }
        // A page that was read twice tells the same subscription twice.
        Map<CustomerId, Map<String, SubscriptionData>> owned = new LinkedHashMap<>();
        for (int i = 0; i < subscriptions[part].size(); i++) {
            CustomerSubscription it = at(subscriptions[part].get(i)).subscription();
            owned.computeIfAbsent(it.customer(), key -> new LinkedHashMap<>())
                    .put(it.subscription().id(), it.subscription());
        }
        return found.values().stream()
                .map(customer -> new BillingState(
                        customer,
                        owned.getOrDefault(customer.id(), Map.of()).values().stream()
                                .sorted(Comparator.comparing(SubscriptionData::created)
                                        .reversed())
                                .toList()))
                .toList();
    }

    /** Whether something of a customer could not be understood, so that what is held of it may not be all. */
    boolean isOdd(CustomerId customer) {
        return odd.contains(customer.value());
    }

    /** Whether Clerk listed a user. */
    boolean isListed(UserId user) {
        return users.holds(number(user));
    }

    /** Whether a customer carries a user. */
    boolean isCarried(UserId user) {
        return carried.holds(number(user));
    }

    /** Whether more than one customer carries a user, or one was told twice. */
    boolean isCarriedTwice(UserId user) {
        return carried.holdsTwice(number(user));
    }

    /** The users, a page at a time, each unpacked when it is asked for. */
    Iterable<List<UserProfile>> users() {
        return () -> userPages.stream().map(UserPage::unpacked).iterator();
    }

    private record UserPage(byte[] page, int from, int count) {

        List<UserProfile> unpacked() {
            PackedReader reader = new PackedReader(page, from);
            List<UserProfile> found = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                found.add(reader.user());
            }
            return found;
        }
    }

    private long place(PackedReader reader) {
        return (long) pages.size() << OFFSET_BITS | reader.position();
    }

    private PackedReader at(long place) {
        return new PackedReader(pages.get((int) (place >> OFFSET_BITS)), (int) (place & ((1 << OFFSET_BITS) - 1)));
    }

    private static int bucket(CustomerId customer) {
        return (int) (hash(customer.value()) & (BUCKETS - 1));
    }

    /** A number for a user; that two users get the same one is as likely as nothing is. */
    private static long number(UserId user) {
        return hash(user.value());
    }

    /** FNV-1a, and a last mixing so that the low bits are as good as the high ones. */
    private static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
