/**
 * What trackers say, as plain lists: own wording of what peers.md §A, trackers' sources and the network errors of
 * libtorrent and the operating systems say. `classify` asks them in the order of this file and folds both sides, so case,
 * accents, apostrophes and punctuation do not matter. A phrase means whole words in a row; in scripts without spaces
 * (Chinese, Japanese, Korean) it may stand anywhere.
 */

/** Phrases separated by commas. */
const list = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "")

/**
 * The tracker has something against the person, the account or the client. Broad on purpose: these words shield a
 * torrent from "gone".
 */
export const userErrorPhrases: ReadonlyArray<string> = [
  // English
  ...list(`passkey, passkeys, pass key, authkey, auth key, torrent pass, torrentpass, api key, secret key, invalid key,
    user, users, username, user id, uid, account, accounts, member, membership, login, log in, logged in, password,
    credentials, permission, permissions, privilege, privileges, ratio, vip, donor, seedbox, slot, slots, leech, leeching,
    access denied, forbidden, unauthorized, unauthorised, not allowed, hit and run, download limit, your client, this client,
    client not registered, client is not registered, client not whitelisted, client is not whitelisted, client banned,
    client is banned, banned client, client blacklisted, client is blacklisted, client not supported, client is not supported,
    unsupported client, client version, peer id, user agent, useragent, browser, you are banned, you have been banned,
    you are not registered, you are not, your ip, ip address, ip banned, ip is banned, banned ip, invalid ip, ip mismatch,
    invalid port, illegal port, port is blacklisted, blacklisted port, more than one location, multiple locations,
    more locations, already downloading, already seeding`),
  // French, German, Spanish, Portuguese, Italian, Dutch
  ...list(`utilisateur, compte, identifiant, mot de passe, votre clé, clé, adresse ip, client non autorisé, client interdit,
    accès refusé, accès interdit, benutzer, benutzername, nutzer, konto, passwort, zugriff verweigert, nicht berechtigt,
    client nicht erlaubt, client ist nicht erlaubt, client gesperrt, ip adresse, usuario, cuenta, contraseña, clave,
    cliente no permitido, cliente no autorizado, acceso denegado, usuário, utilizador, conta, senha, chave,
    cliente não permitido, cliente não autorizado, acesso negado, utente, chiave, client non consentito, client non autorizzato,
    accesso negato, gebruiker, gebruikersnaam, wachtwoord, sleutel, toegang geweigerd, client niet toegestaan`),
  // Hungarian, Polish, Czech, Romanian, Turkish, Nordic
  ...list(`felhasználó, felhasználónév, fiók, jelszó, kulcs, kliens, ip cím, hozzáférés megtagadva, użytkownik, użytkownika,
    konta, hasło, klucz, klient, klienta, odmowa dostępu, uživatel, účet, heslo, klíč, přístup odepřen, utilizator,
    utilizatorul, cont, contul, parolă, cheie, acces interzis, kullanıcı, hesap, şifre, anahtar, istemci, användare,
    användaren, lösenord, nyckel, bruger, brugeren, bruker, brukeren, passord, käyttäjä, käyttäjää, salasana`),
  // Russian, Ukrainian, Chinese, Japanese, Korean
  ...list(`пользователь, пользователя, аккаунт, аккаунта, учетная запись, пасскей, пароль, ключ, клиент, клиента, рейтинг,
    доступ запрещен, доступ закрыт, користувач, користувача, обліковий запис, 用户, 用戶, 账号, 帐号, 账户, 帳號, 帳戶, 密钥,
    密鑰, 密码, 密碼, 权限, 權限, 分享率, 客户端, 客戶端, 禁止访问, ユーザー, アカウント, パスワード, パスキー, クライアント, 権限,
    사용자, 회원, 계정, 비밀번호, 패스키, 클라이언트, 권한`)
]

/** Refusals of a person: unauthorised, payment, forbidden, proxy authentication. */
export const userErrorStatuses: ReadonlyArray<number> = [401, 402, 403, 407]

/** The tracker, its server or the way to it is in trouble, it asks for patience, or the torrent waits for somebody there. */
export const outagePhrases: ReadonlyArray<string> = [
  // English: network
  ...list(`timeout, timed out, time out, host not found, no such host, unknown host, name resolution, name or service not known,
    could not resolve, cannot resolve, couldnt resolve, failed to resolve, no address associated, getaddrinfo, dns, unreachable,
    connection refused, connection reset, connection aborted, connection closed, connection failed, connection error,
    connection was, connection limit, connection attempt, failed to connect, could not connect, couldnt connect, cannot connect,
    unable to connect, actively refused, broken pipe, end of file, eof, no route to host, network is down, network error, socket,
    ssl, tls, certificate, handshake, proxy, operation canceled, operation cancelled, operation aborted,
    skipping tracker announce`),
  // English: the server
  ...list(`bad gateway, gateway, service unavailable, unavailable, down, temporarily, temporary, internal server error, internal error, server error,
    offline, maintenance,
    upgrading, migration, migrating, overload, overloaded, busy, high load, heavy load, cloudflare, http error, sql, mysql, redis,
    database error, database connection, database unavailable, database is, database down, query failed, bencoded, bencoding,
    invalid tracker response, invalid response, bad response, empty response, unexpected end`),
  // English: patience
  ...list(`try again, retry, later, please wait, wait, come back, yet, too many requests, too many connections, rate limit,
    rate limited, rate limiting, limit reached, limit exceeded, client limit, slow down, throttled, too often, too frequently, announced too,
    announcing too, postponed, pending, not approved, awaiting, in moderation, under moderation, being processed`),
  // French, German, Spanish, Portuguese, Italian, Dutch
  ...list(`délai dépassé, délai d'attente, hôte introuvable, hôte inconnu, serveur introuvable, connexion, indisponible,
    injoignable, hors ligne, surchargé, réessayez, réessayer, plus tard, trop de requêtes, en attente, zeitüberschreitung,
    wartung, wartungsarbeiten, host nicht gefunden, host ist unbekannt, unbekannter host, server nicht gefunden, verbindung,
    nicht erreichbar, nicht verfügbar, überlastet, vorübergehend, später, erneut, zu viele anfragen, freischaltung,
    tiempo de espera, mantenimiento, host no encontrado, servidor no encontrado, conexión, no disponible, sobrecargado,
    inténtelo, inténtalo, intente, más tarde, demasiadas, pendiente, tempo esgotado, tempo limite, manutenção,
    servidor não encontrado, conexão, ligação, indisponível, sobrecarregado, tente novamente, tente, mais tarde,
    demasiados pedidos, muitas requisições, pendente, aguardando, aguarde, tempo scaduto, manutenzione, host non trovato,
    connessione, non disponibile, non raggiungibile, irraggiungibile, sovraccarico, riprova, riprovare, più tardi,
    troppe richieste, in attesa, onderhoud, verbinding, onbereikbaar, niet bereikbaar, niet beschikbaar, overbelast, probeer,
    te veel verzoeken, tijdelijk`),
  // Hungarian, Polish, Czech, Romanian, Turkish, Nordic
  ...list(`karbantartás, karbantartás miatt, időtúllépés, kapcsolat, kapcsolódási, nem elérhető, túlterhelt, később, próbáld,
    próbálja, túl sok kérés, átmenetileg, kiszolgáló, szerver, konserwacja, konserwacyjne, przerwa techniczna,
    przekroczono limit czasu, przekroczono czas, połączenie, połączenia, niedostępny, nieosiągalny, przeciążony, spróbuj,
    później, zbyt wiele żądań, tymczasowo, nie znaleziono hosta, údržba, údržby, časový limit, spojení, připojení, nedostupný,
    přetížen, zkuste, později, příliš mnoho požadavků, dočasně, mentenanță, întreținere, timpul a expirat, conexiune,
    conexiunea, indisponibil, încercați, mai târziu, prea multe cereri, temporar, bakım, bakımda, zaman aşımı, bağlantı,
    daha sonra, tekrar deneyin, çok fazla istek, geçici, sunucu, sunucuya, underhåll, tidsgränsen, anslutning, anslutningen,
    inte tillgänglig, överbelastad, försök igen, senare, tillfälligt, vedligeholdelse, vedlikehold, forbindelse, tilkobling,
    prøv igen, prøv igjen, senere, midlertidig, huolto, huoltokatko, aikakatkaisu, yhteys, yhteyttä, myöhemmin`),
  // Russian, Ukrainian, Chinese, Japanese, Korean
  ...list(`время ожидания, тайм аут, таймаут, технические работы, технических работ, обслуживание, соединение, соединения,
    подключение, подключения, подключиться, недоступен, недоступна, перегружен, попробуйте, повторите, позже, временно,
    слишком много запросов, хост, узел, сервер, сервера, на проверке, час очікування, технічні роботи, з'єднання, підключення,
    недоступний, спробуйте, пізніше, тимчасово, 维护, 維護, 超时, 超時, 逾時, 连接, 連接, 連線, 服务器, 伺服器, 主机, 主機, 稍后,
    稍後, 请求过多, 频繁, 頻繁, 繁忙, 忙碌, 暂时, 暫時, 不可用, 审核, 審核, メンテナンス, タイムアウト, 接続, サーバー, ホスト, 混雑,
    しばらく, 後で, リクエストが多, 점검, 시간 초과, 연결, 서버, 호스트, 나중에, 잠시 후, 요청이 너무`)
]

/** HTTP statuses that pass: too early, too many requests and whatever begins with a 5, Cloudflare's included. */
export const outageStatuses: ReadonlyArray<number> = [
  408, 425, 429, 500, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 511, 520, 521, 522, 523, 524, 525, 526, 527,
  529, 530, 598, 599
]

/** The tracker knows the torrent no more, or never did. Each phrase names the torrent itself: "not found" could be anything. */
export const gonePhrases: ReadonlyArray<string> = [
  // English
  ...list(`unregistered torrent, unregistered torrents, torrent unregistered, torrent is unregistered,
    torrent has been unregistered, torrent not registered, torrent is not registered, torrent isn't registered,
    torrent no longer registered, torrent is no longer registered, torrent not found, torrent is not found, torrent was not found,
    torrent could not be found, torrent cannot be found, torrent can't be found, no such torrent, torrent does not exist,
    torrent doesn't exist, torrent no longer exists, torrent is no longer available, torrent deleted, torrent is deleted,
    torrent was deleted, torrent has been deleted, torrent removed, torrent is removed, torrent was removed,
    torrent has been removed, torrent banned, torrent is banned, torrent was banned, torrent has been banned, torrent nuked,
    torrent was nuked, torrent has been nuked, torrent pruned, torrent was pruned, torrent has been pruned, trumped,
    unknown torrent, torrent is unknown, torrent is not authorized, torrent is not authorised,
    requested download is not authorized, requested download is not authorised, torrent not in database,
    torrent is not in our database, torrent is not tracked, torrent is not tracked here`),
  ...list(`infohash not found, info hash not found, unknown infohash, unknown info hash, infohash is unknown,
    info hash is unknown, infohash not registered, info hash not registered, infohash is not registered,
    info hash is not registered, unregistered infohash, unregistered info hash, infohash is not authorized,
    infohash is not authorised, info hash is not authorized, info hash is not authorised, infohash is not tracked,
    info hash is not tracked`),
  // French, German, Spanish, Portuguese, Italian, Dutch
  ...list(`torrent introuvable, torrent non trouvé, torrent inexistant, torrent inconnu, torrent supprimé,
    torrent a été supprimé, torrent non enregistré, torrent n'est pas enregistré, torrent n'existe pas, torrent n'existe plus,
    torrent nicht gefunden, torrent wurde nicht gefunden, torrent nicht registriert, torrent ist nicht registriert,
    torrent ist nicht mehr registriert, unregistrierter torrent, nicht registrierter torrent, unbekannter torrent,
    torrent unbekannt, torrent existiert nicht, torrent gelöscht, torrent wurde gelöscht, torrent wurde entfernt,
    torrent no encontrado, torrent no registrado, torrent no está registrado, torrent desconocido, torrent no existe,
    torrent eliminado, torrent ha sido eliminado, torrent fue eliminado, torrent borrado, torrent ha sido borrado,
    torrent não encontrado, torrent não registrado, torrent não registado, torrent não está registrado,
    torrent não está registado, torrent não existe, torrent inexistente, torrent desconhecido, torrent removido,
    torrent foi removido, torrent excluído, torrent foi excluído, torrent apagado, torrent foi apagado, torrent non trovato,
    torrent non registrato, torrent non è registrato, torrent sconosciuto, torrent inesistente, torrent non esiste,
    torrent eliminato, torrent è stato eliminato, torrent cancellato, torrent è stato cancellato, torrent rimosso,
    torrent è stato rimosso, torrent niet gevonden, torrent niet geregistreerd, torrent is niet geregistreerd,
    ongeregistreerde torrent, onbekende torrent, torrent bestaat niet, torrent verwijderd, torrent is verwijderd`),
  // Hungarian, Polish, Czech, Romanian, Turkish, Nordic
  ...list(`torrent nem található, torrent nincs regisztrálva, nem regisztrált torrent, ismeretlen torrent,
    torrent nem létezik, torrent törölve, torrentet törölték, torrent törlésre került, torrent nie znaleziony,
    torrent nie został znaleziony, nie znaleziono torrenta, nie znaleziono torrentu, torrent niezarejestrowany,
    torrent nie jest zarejestrowany, niezarejestrowany torrent, nieznany torrent, torrent nie istnieje, torrent usunięty,
    torrent został usunięty, torrent nenalezen, torrent nebyl nalezen, torrent není registrován, neregistrovaný torrent,
    neznámý torrent, torrent neexistuje, torrent smazán, torrent byl smazán, torrent neînregistrat,
    torrentul nu este înregistrat, torrentul nu a fost găsit, torrent inexistent, torrentul nu există, torrent șters,
    torrentul a fost șters, torrent bulunamadı, torrent kayıtlı değil, kayıtsız torrent, torrent silindi, torrent silinmiş,
    torrenten hittades inte, torrenten är inte registrerad, oregistrerad torrent, torrenten har raderats,
    torrenten har tagits bort, torrent ikke fundet, torrenten er ikke registreret, torrenten er slettet, torrent ikke funnet,
    torrenten ble ikke funnet, torrenten er ikke registrert, torrentia ei löydy, torrenttia ei löydy,
    torrentti on poistettu`),
  // Russian, Ukrainian, Chinese, Japanese, Korean
  ...list(`торрент не найден, торрент не зарегистрирован, незарегистрированный торрент, неизвестный торрент,
    торрент не существует, торрент удалён, торрент был удалён, раздача не найдена, раздача не зарегистрирована,
    раздача удалена, раздача была удалена, раздача закрыта, раздача поглощена, торрент не знайдено, торент не знайдено,
    торрент видалено, торент видалено, роздачу не знайдено, роздачу видалено, 种子不存在, 种子已被删除, 种子已删除, 种子被删除,
    种子已经被删除, 种子未注册, 种子没有注册, 未注册的种子, 种子未找到, 没有找到种子, 找不到种子, 找不到该种子, 种子被禁止,
    種子不存在, 種子已被刪除, 種子已刪除, 種子被刪除, 種子未註冊, 未註冊的種子, 找不到種子, 找不到該種子,
    トレントが見つかりません, トレントは登録されていません, トレントは削除されました, 未登録のトレント, 등록되지 않은 토렌트,
    토렌트를 찾을 수 없습니다, 토렌트가 삭제되었습니다, 삭제된 토렌트, 존재하지 않는 토렌트`)
]

/** Texts that only mean "gone" when they are all the tracker says. */
export const goneTexts: ReadonlyArray<string> = list(
  `unregistered, not registered, not registered with this tracker, deleted, nem található, não registrado, não registado,
  não encontrado, no registrado, non enregistré, nicht registriert, non registrato, незарегистрирован, не зарегистрирован,
  未注册, 未註冊`
)

/** What some trackers and clients put before the message proper. */
export const preambles: ReadonlyArray<string> = list(
  `err, error, errors, failure, failure reason, failed, fail, warning, message, tracker, tracker error, tracker message, fehler,
  erreur, erro, hiba, ошибка, 错误, 錯誤`
)
