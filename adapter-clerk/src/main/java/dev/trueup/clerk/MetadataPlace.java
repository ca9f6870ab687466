package dev.trueup.clerk;

/**
 * Where, among a user's metadata, it is filed what the user pays for. The unsafe metadata is no choice: users write it
 * themselves.
 *
 * @see <a href="https://clerk.com/docs/guides/users/extending">Clerk: user metadata</a>
 */
public enum MetadataPlace {

    /** Only the application reads and writes it. Choose it unless a browser has to know. */
    PRIVATE,

    /**
     * The user's browser reads it too, with the ids of customer, subscription and price; only the application writes it.
     * Choose it when the front end shows what is paid for, or when a session token is to carry it.
     */
    PUBLIC
}
