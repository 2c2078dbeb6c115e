/**
 * Names and other codes under which people look for the best-known assets. No venue's list gives both for all of them, and nothing
 * is decided by them: they only make a search find what is meant.
 */

/** Code as most venues write it, then its name, then other codes for the same asset. */
const rows: readonly (readonly [code: string, name: string, ...otherCodes: readonly string[]])[] = [
  ["BTC", "Bitcoin", "XBT"],
  ["ETH", "Ethereum"],
  ["USDT", "Tether"],
  ["USDC", "USD Coin"],
  ["BNB", "BNB"],
  ["SOL", "Solana"],
  ["XRP", "XRP", "Ripple"],
  ["DOGE", "Dogecoin", "XDG"],
  ["ADA", "Cardano"],
  ["TRX", "TRON"],
  ["AVAX", "Avalanche"],
  ["LINK", "Chainlink"],
  ["DOT", "Polkadot"],
  ["LTC", "Litecoin"],
  ["BCH", "Bitcoin Cash"],
  ["XLM", "Stellar"],
  ["XMR", "Monero"],
  ["ETC", "Ethereum Classic"],
  ["SHIB", "Shiba Inu"],
  ["PEPE", "Pepe"],
  ["UNI", "Uniswap"],
  ["ATOM", "Cosmos"],
  ["NEAR", "NEAR Protocol"],
  ["APT", "Aptos"],
  ["ARB", "Arbitrum"],
  ["OP", "Optimism"],
  ["FIL", "Filecoin"],
  ["ALGO", "Algorand"],
  ["AAVE", "Aave"],
  ["MKR", "Maker"],
  ["SUI", "Sui"],
  ["TON", "Toncoin"],
  ["HBAR", "Hedera"],
  ["ICP", "Internet Computer"],
  ["VET", "VeChain"],
  ["GRT", "The Graph"],
  ["XTZ", "Tezos"],
  ["EOS", "EOS"],
  ["A", "Vaulta", "EOS"],
  ["POL", "Polygon", "MATIC"],
  ["S", "Sonic", "FTM"],
  ["ZEC", "Zcash"],
  ["DASH", "Dash"],
  ["DAI", "Dai"],
  ["WBTC", "Wrapped Bitcoin"],
  ["PAXG", "PAX Gold"],
  ["XAU", "Gold"],
  ["XAG", "Silver"],
  ["USD", "US dollar"],
  ["EUR", "Euro"],
  ["GBP", "British pound", "Sterling"],
  ["JPY", "Japanese yen"],
  ["CHF", "Swiss franc"],
  ["CAD", "Canadian dollar"],
  ["AUD", "Australian dollar"],
];

export interface AssetName {
  readonly name: string;
  readonly otherCodes: readonly string[];
}

const byCode: ReadonlyMap<string, AssetName> = new Map(
  rows.map(([code, name, ...otherCodes]) => [code, { name, otherCodes }]),
);

/** What people call the asset with this code; undefined where it is none of the best known. */
export function assetName(code: string): AssetName | undefined {
  return byCode.get(code);
}
