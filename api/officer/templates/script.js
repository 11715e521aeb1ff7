document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});

(()=>{const b=document.body,u=b.dataset.live;if(!u)return;let due=false,title=document.title;
const load=async()=>{if(document.hidden){due=true;document.title="● "+title;return}due=false;document.title=title;
const r=await fetch(location.href);if(!r.ok||r.redirected)return;
const d=new DOMParser().parseFromString(await r.text(),"text/html");
for(const e of document.querySelectorAll("[id^=live-]")){const n=d.getElementById(e.id);if(n&&n.innerHTML!==e.innerHTML)e.innerHTML=n.innerHTML}
const v=d.querySelector("input[name=version]");if(v)for(const e of document.querySelectorAll("input[name=version]"))e.value=v.value};
new EventSource(u).addEventListener("news",load);
document.addEventListener("visibilitychange",()=>{if(!document.hidden&&due)load()})})();
